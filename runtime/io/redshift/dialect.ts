// Redshift's types: of tables, of staged files, and the conversion between them.

import type { Dialect, ServerKind } from "../postgres/column-types.js";
import { doubleText, jsonText, plainText, timestampText } from "../postgres/copy-text.js";
import { quoted } from "../tables/quoted.js";
import { pathText } from "../values/json-safe.js";

/**
 * A VARCHAR has the maximum width: a column cannot be widened inside a transaction ("ALTER TABLE", Redshift's documentation), and because
 * of compression the unused width costs nothing.
 */
const TEXT_BYTES = 65_535;

const TYPES: Readonly<Record<ServerKind, string>> = {
  bigint: "BIGINT",
  numeric: "DECIMAL(38,0)",
  double: "DOUBLE PRECISION",
  text: `VARCHAR(${TEXT_BYTES})`,
  boolean: "BOOLEAN",
  timestamptz: "TIMESTAMPTZ",
  bytea: "VARBYTE(64000)",
  json: "SUPER",
  unknown: "SUPER",
  other: `VARCHAR(${TEXT_BYTES})`,
};

/** By the names of `svv_columns.data_type`. */
const KINDS: Readonly<Record<string, readonly [ServerKind, boolean]>> = {
  smallint: ["bigint", true],
  integer: ["bigint", true],
  bigint: ["bigint", true],
  numeric: ["numeric", true],
  real: ["double", false],
  "double precision": ["double", true],
  "character varying": ["text", true],
  boolean: ["boolean", true],
  "timestamp with time zone": ["timestamptz", true],
  "timestamp without time zone": ["timestamptz", true],
  "binary varying": ["bytea", true],
  super: ["json", true],
};

export const redshiftDialect: Dialect = {
  label: "redshift",
  numericHoldsFractions: false,
  maxName: 127,
  typeOf: (kind) => TYPES[kind],
  kindOf(type) {
    const [kind, kept] = KINDS[type.toLowerCase()] ?? ["other", true];
    return { kind, kept };
  },
};

/** How a column is stored in a staged file: the file's type, the type of the temporary table, and the conversion to the table's type. */
export interface Transport {
  readonly parquet: "BOOLEAN" | "INT64" | "DOUBLE" | "STRING" | "TIMESTAMP";
  readonly staged: string;
  /** Validates the value, and returns it in the form of the file's type. */
  encode(value: unknown, path: readonly (string | number)[]): unknown;
  /** The staged column as an expression of the table's type. */
  stored(column: string): string;
}

const own = (column: string) => quoted(column);

export const TRANSPORTS: Readonly<Record<ServerKind, Transport>> = {
  bigint: { parquet: "INT64", staged: "BIGINT", encode: (value) => BigInt(value as number), stored: own },
  numeric: {
    parquet: "STRING",
    staged: "VARCHAR(64)",
    encode: (value, path) => decimalText(value, path),
    stored: (column) => `CAST(${quoted(column)} AS DECIMAL(38,0))`,
  },
  double: {
    parquet: "DOUBLE",
    staged: "DOUBLE PRECISION",
    encode: (value, path) => Number(doubleText(value as number, path)),
    stored: own,
  },
  text: {
    parquet: "STRING",
    staged: `VARCHAR(${TEXT_BYTES})`,
    encode: (value, path) => fitting(plainText(value, path), path),
    stored: own,
  },
  boolean: { parquet: "BOOLEAN", staged: "BOOLEAN", encode: (value) => value, stored: own },
  timestamptz: {
    parquet: "TIMESTAMP",
    staged: "TIMESTAMP",
    encode: (value, path) => {
      timestampText(value as Date, path);
      return value;
    },
    stored: (column) => `${quoted(column)} AT TIME ZONE 'UTC'`,
  },
  bytea: {
    parquet: "STRING",
    staged: `VARCHAR(${TEXT_BYTES})`,
    encode: (value, path) => fitting(hexOf(value as Uint8Array), path),
    stored: (column) => `FROM_HEX(${quoted(column)})`,
  },
  json: {
    parquet: "STRING",
    staged: `VARCHAR(${TEXT_BYTES})`,
    encode: (value, path) => fitting(jsonText(value, path), path),
    stored: (column) => `JSON_PARSE(${quoted(column)})`,
  },
  // The file contains only nulls, and the table's type is used.
  unknown: { parquet: "BOOLEAN", staged: "BOOLEAN", encode: () => null, stored: () => "NULL" },
  other: {
    parquet: "STRING",
    staged: `VARCHAR(${TEXT_BYTES})`,
    encode: (value, path) => fitting(plainText(value, path), path),
    stored: own,
  },
};

/** How a column of the table is read: always as a text that represents the value exactly. */
export function selectedText(column: string, kind: ServerKind): string {
  const name = quoted(column);
  const text = exactText(column, kind);
  return text === name ? name : `${text} AS ${name}`;
}

/** The same without a column name: any type can be sorted by it. */
export function exactText(column: string, kind: ServerKind): string {
  const name = quoted(column);
  if (kind === "json") return `JSON_SERIALIZE(${name})`;
  if (kind === "bytea") return `TO_HEX(${name})`;
  return kind === "other" ? `CAST(${name} AS VARCHAR(${TEXT_BYTES}))` : name;
}

function decimalText(value: unknown, path: readonly (string | number)[]): string {
  const text = String(value);
  if (text.replace("-", "").length <= 38) return text;
  throw new TypeError(`${pathText(path)} is a bigint of more than 38 digits, which Redshift's DECIMAL cannot store. Store it as text.`);
}

function fitting(text: string, path: readonly (string | number)[]): string {
  // A character has at most four bytes.
  if (text.length * 4 <= TEXT_BYTES || Buffer.byteLength(text) <= TEXT_BYTES) return text;
  throw new TypeError(
    `${pathText(path)} takes ${Buffer.byteLength(text)} bytes as text; a column of Redshift allows ${TEXT_BYTES}. Shorten it, or store it as a file.`,
  );
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}
