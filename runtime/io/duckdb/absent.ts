// Objects without a field: the field is null in the store, and a comment on the column says that this null means a missing field.
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import type { ColumnType } from "../tables/column-types.js";
import { quoted } from "../tables/quoted.js";
import { isNamed } from "./names.js";

/** What the type in DuckDB does not say about a column's objects. */
export interface Shape {
  /** Fields that are left out of an object where they are null. */
  readonly lacking?: readonly string[];
  /** JSON that contains only objects. */
  readonly objects?: true;
  readonly fields?: readonly (readonly [string, Shape])[];
  readonly element?: Shape;
}

export type Shapes = ReadonlyMap<string, Shape>;

interface Address {
  readonly catalog: string;
  readonly schema: string;
  readonly table: string;
}

const MARK = "millrace: left out where null ";

/** Whether a column of this type can have a shape. Reading the comments of a table takes longer than a small write. */
export const mayHaveShape = ({ kind }: ColumnType): boolean => kind === "struct" || kind === "list" || kind === "json";

function shapeOf(type: ColumnType): Shape | null {
  if (type.kind === "json") return type.objects === true ? { objects: true } : null;
  if (type.kind === "list") {
    const element = shapeOf(type.element);
    return element === null ? null : { element };
  }
  if (type.kind !== "struct") return null;
  const fields = [...type.fields].flatMap(([name, field]) => {
    const shape = shapeOf(field);
    return shape === null ? [] : [[name, shape] as const];
  });
  if (fields.length === 0 && type.lacking.size === 0) return null;
  return { ...(type.lacking.size > 0 && { lacking: [...type.lacking] }), ...(fields.length > 0 && { fields }) };
}

/** Writes the missing fields of the columns' types to the table's comments, if they are not there yet. */
export async function markShapes(
  connection: DuckDBConnection,
  table: Address,
  columns: ReadonlyMap<string, { readonly type: ColumnType }>,
  isNew: boolean,
): Promise<void> {
  const isPlain = isNew || ![...columns.values()].some(({ type }) => mayHaveShape(type));
  const before: Shapes = isPlain ? new Map() : await shapesIn(connection, table);
  for (const [name, { type }] of columns) {
    const shape = shapeOf(type);
    const text = JSON.stringify(shape);
    if (text !== JSON.stringify(before.get(name) ?? null)) await comment(connection, table, name, shape === null ? null : MARK + text);
  }
}

async function comment(connection: DuckDBConnection, table: Address, column: string, text: string | null): Promise<void> {
  const name = [table.catalog, table.schema, table.table, column].map(quoted).join(".");
  await connection.run(`comment on column ${name} is ${text === null ? "null" : literal(text)}`);
}

/** The shapes in the table's comments, by column. A comment of the user is ignored. */
export async function shapesIn(connection: DuckDBConnection, { catalog, schema, table }: Address): Promise<Shapes> {
  const found = await connection.runAndReadAll(
    `select column_name, comment from duckdb_columns() where database_name = $1 and ${isNamed("schema_name", "$2")} and ${isNamed("table_name", "$3")} and starts_with(comment, $4)`,
    [catalog, schema, table, MARK],
  );
  return new Map(
    found.getRows().flatMap(([name, text]) => {
      const shape = readShape(String(text).slice(MARK.length));
      return shape === null ? [] : [[String(name), shape] as const];
    }),
  );
}

/** A comment in another format is not a shape. */
function readShape(text: string): Shape | null {
  try {
    const shape: unknown = JSON.parse(text);
    return isShape(shape) ? shape : null;
  } catch {
    return null;
  }
}

function isShape(value: unknown): value is Shape {
  if (typeof value !== "object" || value === null) return false;
  const { lacking = [], fields = [], element } = value as Record<string, unknown>;
  return (
    Array.isArray(lacking) &&
    lacking.every((name) => typeof name === "string") &&
    Array.isArray(fields) &&
    fields.every((field) => Array.isArray(field) && typeof field[0] === "string" && isShape(field[1])) &&
    (element === undefined || isShape(element))
  );
}

/** A copy of a table does not get the comments automatically. */
export async function copyShapes(connection: DuckDBConnection, from: Address, to: Address): Promise<void> {
  for (const [name, shape] of await shapesIn(connection, from)) await comment(connection, to, name, MARK + JSON.stringify(shape));
}

/** The rows that stay: those that the condition does not match. */
export interface Beside {
  readonly text: string;
  readonly values: DuckDBValue[];
}

/** The columns with the fields that are missing or null in some object of the rows that stay, according to the values, not the type. */
export async function asRowsAre<T extends { readonly type: ColumnType }>(
  connection: DuckDBConnection,
  table: Address,
  columns: ReadonlyMap<string, T>,
  beside: Beside,
): Promise<ReadonlyMap<string, T>> {
  const questions: string[] = [];
  for (const [name, { type }] of columns) ask(type, quoted(name), (condition) => condition, questions);
  if (questions.length === 0) return columns;
  const from = [table.catalog, table.schema, table.table].map(quoted).join(".");
  const query = `select ${questions.map((condition) => `coalesce(bool_or(${condition}), false)`).join(", ")} from ${from}`;
  const some = connection.runAndReadAll(`${query} where (${beside.text}) is not true`, beside.values);
  // The condition may use a column that does not exist yet. Then all rows stay.
  const answers = (await some.catch(() => connection.runAndReadAll(query))).getRows()[0] ?? [];
  const next = answers.values();
  return new Map([...columns].map(([name, column]) => [name, { ...column, type: answered(column.type, next) }]));
}

/** One condition for each field; `within` lifts a condition on one object to the row. */
function ask(type: ColumnType, value: string, within: (condition: string) => string, questions: string[], depth = 0): void {
  if (type.kind === "list") {
    const each = `millrace_${depth}`;
    ask(type.element, each, (condition) => within(`len(list_filter(${value}, lambda ${each}: ${condition})) > 0`), questions, depth + 1);
  }
  if (type.kind !== "struct") return;
  for (const [name, field] of type.fields) {
    const member = memberOf(value, name);
    questions.push(within(`${value} is not null and ${member} is null`));
    ask(field, member, within, questions, depth);
  }
}

/** Traverses the type like `ask`. */
function answered(type: ColumnType, answers: Iterator<unknown>): ColumnType {
  if (type.kind === "list") return { kind: "list", element: answered(type.element, answers) };
  if (type.kind !== "struct") return type;
  const [lacking, nulls] = [new Set<string>(), new Set<string>()];
  const fields = new Map<string, ColumnType>();
  for (const [name, field] of type.fields) {
    if (answers.next().value === true) (type.lacking.has(name) ? lacking : nulls).add(name);
    fields.set(name, answered(field, answers));
  }
  return { ...type, fields, lacking, nulls };
}

/** Converts a value from one type to another in SQL; null when DuckDB's own cast does it. */
export function converted(value: string, from: ColumnType, to: ColumnType, depth = 0): string | null {
  if (to.kind === "json") return from.kind === "json" ? null : jsonOf(value, from, depth);
  if (from.kind === "list" && to.kind === "list") {
    const each = `millrace_${depth}`;
    const element = converted(each, from.element, to.element, depth + 1);
    return element === null ? null : `list_transform(${value}, lambda ${each}: ${element})`;
  }
  if (from.kind !== "struct" || to.kind !== "struct") return null;
  const members = [...to.fields].map(([name, field]) => {
    const was = from.fields.get(name);
    const member = memberOf(value, name);
    return { name, text: was === undefined ? null : converted(member, was, field, depth), plain: was === undefined ? "null" : member };
  });
  if (members.every(({ text }) => text === null)) return null;
  const packed = members.map(({ name, text, plain }) => `${quoted(name)} := ${text ?? plain}`);
  return `case when ${value} is null then null else struct_pack(${packed.join(", ")}) end`;
}

/** JSON distinguishes a missing field from a null. */
function jsonOf(value: string, type: ColumnType, depth: number): string {
  if (shapeOf(type) === null) return `to_json(${value})`;
  if (type.kind === "list") {
    const each = `millrace_${depth}`;
    return `to_json(list_transform(${value}, lambda ${each}: ${jsonOf(each, type.element, depth + 1)}))`;
  }
  if (type.kind !== "struct") return value;
  const members = [...type.fields].map(([name, field]) => {
    const text = `${jsonOf(memberOf(value, name), field, depth)}::varchar`;
    const key = literal(`${JSON.stringify(name)}:`);
    return type.lacking.has(name) ? `${key} || ${text}` : `${key} || coalesce(${text}, 'null')`;
  });
  return `case when ${value} is null then null else ('{' || concat_ws(',', ${members.join(", ")}) || '}')::json end`;
}

/** A field in SQL. With a point, `alter table` would interpret the column as a table. */
const memberOf = (value: string, name: string): string => `struct_extract(${value}, ${literal(name)})`;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
