// Lazy SQL: a relation is a query that runs only when a manager stores or loads it.

/** The shape of an Arrow table (apache-arrow, flechette): columns by name. It is recognized without a dependency on a library. */
export interface Table {
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  readonly numRows: number;
  getChild(name: string): Column | null | undefined;
}

export interface Column extends Iterable<unknown> {
  readonly length: number;
}

export function isTable(value: unknown): value is Table {
  if (typeof value !== "object" || value === null) return false;
  const table = value as Partial<Table>;
  return typeof table.getChild === "function" && typeof table.numRows === "number" && Array.isArray(table.schema?.fields);
}

/** A table in a DuckDB database. */
export interface RelationSource {
  readonly database: string;
  readonly schema: string;
  readonly table: string;
  readonly columns?: readonly string[];
  /** Only some partitions: SQL, with the engine's own placeholder for each bound value. */
  readonly where?: { readonly text: string; readonly values: readonly unknown[] };
}

/** Runs relations. The manager that created a relation provides it. */
export interface RelationEngine {
  toRows(relation: Relation, signal?: AbortSignal): Promise<Record<string, unknown>[]>;
  toTable(relation: Relation): Promise<Table>;
}

/** A query or a stored table whose rows are not in JavaScript's memory; or rows that a test keeps there. */
export class Relation<Row = Record<string, unknown>> {
  declare readonly row: Row;
  /** The text between the values; null for a stored table. */
  readonly strings: readonly string[] | null;
  readonly values: readonly unknown[];
  readonly source: RelationSource | null;
  /** Rows in memory that are used as a table. */
  readonly given: readonly object[] | null;
  readonly engine: RelationEngine | null;

  private constructor(
    strings: readonly string[] | null,
    values: readonly unknown[],
    source: RelationSource | null,
    given: readonly object[] | null,
    engine: RelationEngine | null,
  ) {
    this.strings = strings;
    this.values = values;
    this.source = source;
    this.given = given;
    this.engine = engine;
  }

  /** `engine` runs a query that uses no stored table. */
  static query<Row>(strings: readonly string[], values: readonly unknown[], engine: RelationEngine | null = null): Relation<Row> {
    const within = values.filter((value) => value instanceof Relation) as Relation[];
    return new Relation<Row>(strings, values, null, null, within.find((relation) => relation.engine !== null)?.engine ?? engine);
  }

  static table<Row>(source: RelationSource, engine: RelationEngine): Relation<Row> {
    return new Relation<Row>(null, [], source, null, engine);
  }

  /** Rows in memory as a table. The engine that runs a query over it creates the table. */
  static rows<Row extends object>(rows: readonly Row[], engine: RelationEngine): Relation<Row> {
    return new Relation<Row>(null, [], null, rows, engine);
  }

  /** Runs the query and returns all its rows. */
  async toRows(): Promise<Row[]> {
    return (await this.runner().toRows(this as unknown as Relation)) as Row[];
  }

  /** Runs the query and returns an Arrow table. Needs the package `apache-arrow`. */
  async toTable(): Promise<Table> {
    return this.runner().toTable(this as unknown as Relation);
  }

  private runner(): RelationEngine {
    if (this.engine !== null) return this.engine;
    throw new Error(
      "this relation does not use a stored table, so there is no database to run it in. Put another relation into it, after from.",
    );
  }
}

/**
 * A query as a tagged template: ``sql<Row>`select … from ${relation} where price > ${10}` ``. A relation is used as a table; every other
 * value is a bound parameter (an array is a list: `= any(${ids})`). The query does not run yet.
 */
export function sql<Row = Record<string, unknown>>(strings: TemplateStringsArray, ...values: readonly unknown[]): Relation<Row> {
  return Relation.query<Row>([...strings], values);
}
