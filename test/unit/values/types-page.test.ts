// This test generates docs/types.md from the managers' tables and functions. `npx vitest -u` updates the page.
import { DuckDBInstance, type DuckDBType } from "@duckdb/node-api";
import { expect, test } from "vitest";
import type { ColumnKind } from "../../../runtime/contract/asset.js";
import { agreedType } from "../../../runtime/io/duckdb/agreement.js";
import { rowBatches } from "../../../runtime/io/duckdb/read.js";
import { collect } from "../../../runtime/io/object-store/object-store.js";
import { parquetOfRows, parquetTypeOf } from "../../../runtime/io/parquet/rows.js";
import { kindOfColumn, postgresDialect } from "../../../runtime/io/postgres/column-types.js";
import { redshiftDialect } from "../../../runtime/io/redshift/dialect.js";
import { sqlType, UNKNOWN, widen } from "../../../runtime/io/tables/column-types.js";
import type { CellKind } from "../../../runtime/io/values/column-cells.js";

/** Each kind of cell with an example. */
const CELLS: readonly (readonly [shown: string, cell: unknown, parquet: CellKind])[] = [
  ["whole `number`", 1, "number"],
  ["other `number`, NaN, ±Infinity, -0", 1.5, "number"],
  ["`bigint` up to 64 bits", 1n, "bigint"],
  ["`bigint` up to 128 bits", 2n ** 100n, "bigint"],
  ["`string`", "a", "string"],
  ["`boolean`", true, "boolean"],
  ["`Date`", new Date(0), "date"],
  ["`Uint8Array`", new Uint8Array(1), "bytes"],
  ["array", ["a"], "json"],
  ["object", { a: "b" }, "json"],
];

/** DuckDB's types, each with a value that shows most of the conversion. */
const READ: readonly (readonly [type: string, value: string])[] = [
  ["INTEGER", "7"],
  ["BIGINT", "9007199254740993"],
  ["HUGEINT", "170141183460469231731687303715884105727"],
  ["DECIMAL(10,2)", "1.10"],
  ["DECIMAL(38,2)", "12345678901234567.89"],
  ["DOUBLE", "1.5"],
  ["VARCHAR", "'text'"],
  ["UUID", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"],
  ["ENUM('x', 'y')", "'x'"],
  ["DATE", "'2026-01-02'"],
  ["TIME", "'12:30:00.000001'"],
  ["TIMESTAMP", "'1969-12-31 23:59:59.9995'"],
  ["TIMESTAMP_NS", "'2026-01-01 00:00:00.000000001'"],
  ["TIMESTAMP WITH TIME ZONE", "'2026-01-01 00:00:00+02'"],
  ["INTERVAL", "'1 month 2 days'"],
  ["BLOB", "'\\x00\\xFF'"],
  ["BIT", "'0101'"],
  ["INTEGER[]", "[1, null]"],
  ["INTEGER[2]", "[1, 2]"],
  ["STRUCT(a INTEGER)", "{'a': 1}"],
  ["MAP(VARCHAR, INTEGER)", "map {'a': 1}"],
  ["JSON", `'{"a": 1}'`],
];

const KINDS: readonly (ColumnKind | "nothing")[] = ["nothing", "number", "bigint", "string"];

/** Types whose common types are listed. */
const AGREED = [
  "TINYINT",
  "INTEGER",
  "BIGINT",
  "UBIGINT",
  "HUGEINT",
  "DECIMAL(10,2)",
  "DECIMAL(38,3)",
  "FLOAT",
  "DOUBLE",
  "VARCHAR",
  "UUID",
];
const AGREED_TIMES = ["DATE", "TIME", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE", "VARCHAR"];

test("the page of types says what the managers do", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const typeOf = async (name: string) => (await connection.run(`select null::${name} limit 0`)).columnTypes()[0] as DuckDBType;
  const read = async (type: string, value: string, kind: ColumnKind | "nothing") => {
    const result = await connection.stream(`select (${value})::${type} as x`);
    try {
      const declared = kind === "nothing" ? [] : [{ name: "x", kind, nullable: true }];
      for await (const [row] of rowBatches(result, declared)) return shown(row?.x);
      return "";
    } catch {
      return "refused";
    }
  };
  const agreement = async (names: readonly string[]) => {
    const types = await Promise.all(names.map(typeOf));
    const rows = names.map((name, at) => [
      `\`${name}\``,
      ...names.map((_, other) => agreementShown(agreedType(types[at] as DuckDBType, types[other] as DuckDBType))),
    ]);
    return table(["", ...names.map((name) => `\`${name}\``)], rows);
  };
  const inParquet = async (cell: unknown, kind: CellKind) => {
    const file = collect(parquetOfRows([[{ x: cell }]], { x: kind }, []));
    return file.then(
      () => `\`${parquetTypeOf(kind)}\``,
      () => "refused",
    );
  };
  const cellRows = [];
  for (const [name, cell, parquet] of CELLS) {
    const type = widen(UNKNOWN, cell, []);
    const kind = kindOfColumn(type);
    const types = [sqlType(type), postgresDialect.typeOf(kind), redshiftDialect.typeOf(kind)].map((each) => `\`${each}\``);
    cellRows.push([name, ...types, await inParquet(cell, parquet)]);
  }
  const readRows = [];
  for (const [type, value] of READ) {
    const cells = [];
    for (const kind of KINDS) cells.push(await read(type, value, kind));
    readRows.push([`\`${type}\``, `\`${value}\``, ...cells]);
  }
  const page = [
    "# Which type becomes what",
    [
      "A value loads back as it was stored. If that is not possible, storing refuses it, with the path of the part and the reason. The",
      "tables are generated from the code of the I/O managers.",
    ].join("\n"),
    "## A cell of a row, by store",
    table(["TypeScript", "DuckDB", "PostgreSQL", "Redshift", "Parquet (rows)"], cellRows),
    [
      "Lists and objects are JSON when a store has no type for them. `.csv` and `.jsonl` write values that JSON does not have as text, and",
      "the record keeps their types.",
    ].join("\n"),
    "A PostgreSQL column keeps a type that you gave it yourself. A value that this type would round, truncate or rewrite is refused.",
    "## A DuckDB column, by what the parameter's row declares",
    [
      "`refused` is an error that names the column and the type to declare. Times are rounded down to milliseconds. Infinity and times",
      "outside the range of JavaScript's `Date` are refused. PostgreSQL's `numeric` and `bigint`, and Parquet's decimals, follow the same",
      "rules.",
    ].join("\n"),
    table(["DuckDB", "value", ...KINDS.map((kind) => (kind === "nothing" ? "nothing declared" : `\`${kind}\``))], readRows),
    "## What two DuckDB types of one column agree on",
    [
      "Storing a partition changes no value of another partition. A column takes the smallest type that holds every value of both; `–`",
      "means that there is none, and storing is refused. *By value* means that it depends on the stored values.",
    ].join("\n"),
    await agreement(AGREED),
    await agreement(AGREED_TIMES),
    "Lists and structs agree when their elements and fields agree.",
  ];
  connection.closeSync();
  instance.closeSync();
  await expect(`${page.join("\n\n")}\n`).toMatchFileSnapshot("../../../docs/types.md");
});

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

function agreementShown(type: string | null | undefined): string {
  if (type === undefined) return "*by value*";
  return type === null ? "–" : `\`${type}\``;
}

function shown(value: unknown): string {
  if (value instanceof Date) return `\`Date\` ${value.toISOString()}`;
  if (value instanceof Uint8Array) return "`Uint8Array`";
  if (typeof value === "bigint") return `\`${value}n\``;
  return `\`${JSON.stringify(value)}\``;
}
