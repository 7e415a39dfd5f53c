// Checks that the result of a query has its declared columns. TypeScript does not verify `sql<Row>`, so this is checked when it is stored.
import type { ColumnKind, DeclaredColumn } from "../../contract/asset.js";
import type { ColumnType, ScalarName } from "../tables/column-types.js";
import { quoted } from "../tables/quoted.js";
import type { ExistingColumns } from "./schema.js";

/**
 * Throws an error that lists each column that is missing or has another kind. A nullable column may be missing, and additional columns are
 * allowed. Types of DuckDB without a JavaScript kind (JSON, intervals, null itself) match any kind.
 */
export function refuseUndeclared(given: ExistingColumns, declared: readonly DeclaredColumn[], assetKey: string): void {
  const byName = new Map([...given.keys()].map((name) => [name.toLowerCase(), name]));
  const differing = declared.flatMap(({ name, kind, nullable }) => {
    const column = given.get(name);
    if (column !== undefined) return fits(column.type, kind) ? [] : [`"${name}" is ${column.sql} and is declared as ${kind}`];
    const twin = byName.get(name.toLowerCase());
    if (twin !== undefined) return [`"${twin}" is declared as "${name}"`];
    return nullable ? [] : [`"${name}", declared as ${kind}, is missing`];
  });
  if (differing.length === 0) return;
  const [first] = declared.filter(({ name, kind }) => given.has(name) && !fits((given.get(name) as { type: ColumnType }).type, kind));
  const cast = first === undefined ? "" : ` (cast(… as ${CASTS[first.kind] ?? "json"}) as ${quoted(first.name)})`;
  throw new TypeError(
    `[duckdb] the query of ${assetKey} gives other columns than its row type declares: ${differing.join("; ")}. Cast or name them in the query${cast}, or change the row type. The old table stays.`,
  );
}

const KINDS: Readonly<Record<ScalarName, readonly ColumnKind[]>> = {
  BIGINT: ["number", "bigint"],
  HUGEINT: ["number", "bigint"],
  DOUBLE: ["number"],
  VARCHAR: ["string"],
  BOOLEAN: ["boolean"],
  TIMESTAMP: ["date"],
  BLOB: ["bytes"],
};

const CASTS: Readonly<Partial<Record<ColumnKind, string>>> = {
  number: "double",
  bigint: "bigint",
  string: "varchar",
  boolean: "boolean",
  date: "timestamp",
  bytes: "blob",
};

function fits(type: ColumnType, kind: ColumnKind): boolean {
  if (kind === "unknown") return true;
  switch (type.kind) {
    case "scalar":
      return KINDS[type.name].includes(kind);
    case "list":
    case "struct":
      return kind === type.kind;
    default:
      return true;
  }
}
