// A query is a single statement and cannot leave the parentheses around it.
import { describe, expect, it, test } from "vitest";
import { oneStatement } from "../../../runtime/io/tables/sql-statement.js";
import { asset, DuckDBIOManager, materialize, type Relation, sql } from "../../../runtime/sdk/index.js";
import { fc } from "../../support/properties.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

describe("what stands at the end of a statement is taken off", () => {
  it.each([
    ["select 1;", "select 1"],
    ["select 1 ; ; \n", "select 1"],
    ["select 1 -- all of them", "select 1"],
    ["select 1; -- all\n/* of /* them */ */", "select 1"],
    ["-- first\nselect ';' -- a\n, \"a;\" /* ; */ from t", "-- first\nselect ';' -- a\n, \"a;\" /* ; */ from t"],
    ["select $$a;'$$, $tag$ $$ ; $tag$, E'\\';', 'it''s', $1", "select $$a;'$$, $tag$ $$ ; $tag$, E'\\';', 'it''s', $1"],
    ["select [1, {'a': (2)}][1]", "select [1, {'a': (2)}][1]"],
  ])("%s", (text, expected) => expect(oneStatement(text, "the query")).toBe(expected));
});

describe("what would reach beyond its brackets is refused", () => {
  it.each([
    ["select 1; drop table a", "the query contains several statements"],
    ["select 1 /* all", "the query has a comment without an end. Close it with */."],
    ["select 1 /* /* */", "the query has a comment without an end"],
    ["select 'a", "the query opens ', but does not close it"],
    ["select E'a\\'", "the query opens E', but does not close it"],
    ['select "a', 'the query opens ", but does not close it'],
    ["select $tag$ a $$", "the query opens $tag$, but does not close it"],
    ["select 1) union (select 2", "the query closes ), which is not open"],
    ["select (1]", "the query closes ], which is not open"],
    ["select (1", "the query does not have ) at its end"],
    ["select (1;)", "the query has a semicolon within brackets"],
    [" -- nothing\n;", "the query is empty"],
  ])("%s", (text, message) => expect(() => oneStatement(text, "the query")).toThrow(message));
});

test("whatever the text: what is kept is one statement, and keeping it again changes nothing", () => {
  const piece = fc.constantFrom("select", " ", "\n", "'", '"', "--", "/*", "*/", ";", "(", ")", "$$", "$a$", "E'", "\\", "x", "$1", ",");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const kept = keptOf(pieces.join(""));
      if (kept === null) return;
      expect(oneStatement(kept, "the query")).toBe(kept);
      expect(oneStatement(`(${kept}\n)`, "the query")).toBe(`(${kept}\n)`);
    }),
    { numRuns: 2000 },
  );
});

/** Null if the text is refused. */
function keptOf(text: string): string | null {
  try {
    return oneStatement(text, "the query");
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return null;
  }
}

test("a query with a semicolon or a comment at its end is stored, and read by others, at each run alike", async () => {
  const projectDir = await temporaryFolder();
  const resources = { io_manager: new DuckDBIOManager({ database: "a.duckdb" }) };
  const ids = asset(() => sql<{ id: number }>`select 1 as id union all select 2; -- both`);
  const twice = asset({ ins: { ids: { loadAs: "relation" } } }, (ids: Relation<{ id: number }>) => {
    const inner = sql<{ id: number }>`select id from ${ids} -- of all`;
    return sql<{ id: number }>`select id * 2 as id from ${inner} where id > ${1};`;
  });
  for (const _ of [1, 2]) expect((await materialize({ ids, twice }, { projectDir, resources })).success).toBe(true);
  const dropping = asset({ key: "dropping", deps: [ids] }, () => sql`select 1 as a; drop table ids`);
  await expect(materialize({ ids, dropping }, { projectDir, resources, selection: [dropping] })).rejects.toThrow(
    "dropping cannot be stored: [duckdb] main.dropping: the query contains several statements",
  );
  const after = asset({ ins: { ids: { loadAs: "relation" } } }, (ids: Relation<{ id: number }>) => ids.toRows());
  const result = await materialize({ ids, after }, { projectDir, resources, selection: [after] });
  expect(result.outputForNode(after)).toEqual([{ id: 1 }, { id: 2 }]);
});
