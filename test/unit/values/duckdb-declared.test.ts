// Queries whose columns differ from their declared type.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ColumnKind, DeclaredColumn } from "../../../runtime/contract/asset.js";
import { DuckDBIOManager } from "../../../runtime/io/duckdb/manager.js";
import { Relation, sql } from "../../../runtime/sdk/relation.js";
import { Bench } from "../../support/io-manager-suite.js";

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open(() => new DuckDBIOManager({ database: "t.duckdb" }));
});
afterEach(() => bench.close());

describe("a query that gives other columns than its type declares", () => {
  const column = (name: string, kind: ColumnKind, nullable = false): DeclaredColumn => ({ name, kind, nullable });
  const asRow = (...columns: DeclaredColumn[]) => ({ form: "relation", columns }) as const;

  it("is refused, naming columns, kinds and the remedy, before the old table goes", async () => {
    await bench.store("t", [{ n: 1 }]);
    const declared = asRow(column("n", "number"), column("at", "date"), column("Name", "string"));
    await expect(bench.store("t", sql`select '1' as n, 'x' as name`, declared)).rejects.toThrow(
      '[duckdb] the query of t gives other columns than its row type declares: "n" is VARCHAR and is declared as number; "at", declared as date, is missing; "name" is declared as "Name". Cast or name them in the query (cast(… as double) as "n"), or change the row type. The old table stays.',
    );
    expect(await bench.load("t")).toEqual([{ n: 1 }]);
    await expect(bench.store("t", sql`select 1.5::double as n`, asRow(column("n", "bigint")))).rejects.toThrow(
      '"n" is DOUBLE and is declared as bigint',
    );
  });

  it("may give more columns, leave out nullable ones, and numbers of any width", async () => {
    const declared = asRow(
      column("n", "number"),
      column("s", "number"),
      column("list", "list"),
      column("o", "struct"),
      column("gone", "string", true),
    );
    await bench.store(
      "t",
      sql`select 1 as n, sum(x) as s, [1] as list, {'a': 1} as o, null as more from (select unnest([1, 2]) as x)`,
      declared,
    );
    expect(await bench.load("t", asRow(column("s", "number")))).toBeDefined();
    for (const [query, kind] of [
      ["select uuid() as a", "string"],
      ["select date '2026-01-01' as a", "date"],
      ["select 1.50::decimal(9, 2) as a", "number"],
      ["select 'x'::blob as a", "bytes"],
      ["select null as a", "boolean"],
      ["select '1'::json as a", "struct"],
    ] as const)
      await bench.store(`k_${kind}`, Relation.query([query], []), asRow(column("a", kind)));
  });
});
