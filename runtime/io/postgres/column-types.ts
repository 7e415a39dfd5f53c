// The type of a column in a PostgreSQL (or Redshift) server, and the kind of each type in an existing table.
import type { ColumnType } from "../tables/column-types.js";
import { quoted } from "../tables/quoted.js";

/**
 * The kind of a column, as JavaScript distinguishes kinds. `json` is for lists, objects and mixed kinds; `unknown` is a column with only
 * nulls so far; `other` is a type of the server that no JavaScript value maps to exactly.
 */
export type ServerKind = "bigint" | "numeric" | "double" | "text" | "boolean" | "timestamptz" | "bytea" | "json" | "unknown" | "other";

const SCALARS = {
  BIGINT: "bigint",
  HUGEINT: "numeric",
  DOUBLE: "double",
  VARCHAR: "text",
  BOOLEAN: "boolean",
  TIMESTAMP: "timestamptz",
  BLOB: "bytea",
} as const;

/** Lists and objects are stored as JSON: a server's tables have no nested types that fit JavaScript values. */
export function kindOfColumn(type: ColumnType): ServerKind {
  if (type.kind === "scalar") return SCALARS[type.name];
  return type.kind === "unknown" ? "unknown" : "json";
}

export function kindsOf(columns: ReadonlyMap<string, ColumnType>): Map<string, ServerKind> {
  return new Map([...columns].map(([name, type]) => [name, kindOfColumn(type)]));
}

/** Maps kinds to the types of a server, and back. */
export interface Dialect {
  /** The manager's name in messages. */
  readonly label: string;
  /** The type of a new column. */
  typeOf(kind: ServerKind): string;
  /** The kind of an existing column's type. `kept`: the type represents every value of its kind, so it is not changed. */
  kindOf(type: string): { readonly kind: ServerKind; readonly kept: boolean };
  /** Its type for large whole numbers also represents fractions, and therefore every `double`. */
  readonly numericHoldsFractions: boolean;
  /** The maximum length of an identifier, in bytes of UTF-8. */
  readonly maxName: number;
}

const POSTGRES_TYPES: Readonly<Record<ServerKind, string>> = {
  bigint: "bigint",
  numeric: "numeric",
  double: "double precision",
  text: "text",
  boolean: "boolean",
  timestamptz: "timestamp with time zone",
  bytea: "bytea",
  json: "jsonb",
  unknown: "jsonb",
  other: "text",
};

const POSTGRES_KINDS: Readonly<Record<string, readonly [ServerKind, boolean]>> = {
  smallint: ["bigint", true],
  integer: ["bigint", true],
  bigint: ["bigint", true],
  numeric: ["numeric", true],
  real: ["double", false],
  "double precision": ["double", true],
  text: ["text", true],
  "character varying": ["text", true],
  uuid: ["text", true],
  citext: ["text", true],
  boolean: ["boolean", true],
  "timestamp with time zone": ["timestamptz", true],
  "timestamp without time zone": ["timestamptz", true],
  bytea: ["bytea", true],
  jsonb: ["json", true],
  json: ["json", true],
};

export const postgresDialect: Dialect = {
  label: "postgres",
  numericHoldsFractions: true,
  maxName: 63,
  typeOf: (kind) => POSTGRES_TYPES[kind],
  kindOf(type) {
    const [kind, kept] = POSTGRES_KINDS[type.replace(/\(\d+(,\d+)?\)$/, "")] ?? ["other", true];
    return { kind, kept };
  },
};

/**
 * The kind of a column of kind `was` after values of kind `now` are added: numbers get wider, and a column of unknown kind accepts any.
 * Null when no kind represents both unchanged. `keepsRows`: the existing values stay.
 */
export function agreed(was: ServerKind, now: ServerKind, dialect: Dialect, keepsRows: boolean): ServerKind | null {
  if (was === now || now === "unknown") return was;
  if (was === "unknown") return now;
  if (was === "numeric" && now === "bigint") return "numeric";
  if (was === "numeric" && now === "double") {
    if (dialect.numericHoldsFractions) return "numeric";
    return keepsRows ? null : "double";
  }
  if (was === "bigint" && now === "numeric") return "numeric";
  if ((was === "bigint" && now === "double") || (was === "double" && (now === "bigint" || now === "numeric"))) return "double";
  return null;
}

/** Throws for a name that the server would truncate silently, or cannot store. */
export function checkName(name: string, what: string, { label, maxName }: Dialect): void {
  const bytes = Buffer.byteLength(name);
  if (name === "") throw new TypeError(`[${label}] ${what} has no name (""). Give it one.`);
  if (name.includes("\0")) throw new TypeError(`[${label}] ${what} has U+0000 in its name, which is not allowed. Rename it.`);
  if (bytes <= maxName) return;
  throw new TypeError(
    `[${label}] ${what} "${name.slice(0, 20)}…" has a name of ${bytes} bytes; the server allows ${maxName}. Give it a shorter name.`,
  );
}

export function qualified(...names: readonly string[]): string {
  return names.map(quoted).join(".");
}
