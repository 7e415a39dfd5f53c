// An asset that gets a new key keeps its stored values and its history.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { moveValues } from "../../../runtime/host/ask.js";
import { type MovedProject, movedProject } from "../../support/moved-project.js";

let moved: MovedProject;
beforeAll(async () => {
  moved = await movedProject();
});
afterAll(() => moved?.remove());

describe("a move", () => {
  it("takes a file, its record and its form along", async () => {
    expect(await moved.move("file")).toMatchObject({ values: 1, records: 1, storedAt: "data/new_file.v8", left: [] });
    expect([moved.has("data/old_file.v8"), moved.has(".millrace/records/old_file/@")]).toEqual([false, false]);
    expect(JSON.stringify(await moved.storedValue("new_file"))).toContain("1n");
  });

  it("takes a table along with its types", async () => {
    expect(await moved.move("table")).toMatchObject({ values: 1, storedAt: "data/test.duckdb#main.new_table" });
    expect(await moved.storedValue("new_table")).toEqual([
      { id: 1, at: expect.anything() },
      { id: 2, at: null },
    ]);
  });

  it("takes every partition along, each in its file or all in one table", async () => {
    expect(await moved.move("part")).toMatchObject({ values: 2, records: 2 });
    expect([await moved.storedValue("new_part", "a"), await moved.storedValue("new_part", "b/c")]).toEqual(["a", "b/c"]);
    expect(await moved.move("slice")).toMatchObject({ values: 1, records: 2 });
    expect(await moved.storedValue("new_slice", "b/c")).toEqual([{ part: "b/c" }]);
  });

  it("takes all versions along", async () => {
    expect(await moved.move("version")).toMatchObject({ records: 2, left: [] });
    expect(await moved.storedValue("new_version")).toBe("second");
    expect(moved.has("versions/old_version/@/current.json")).toBe(false);
  });

  it("loads and stores again where a manager cannot copy", async () => {
    expect(await moved.move("own")).toMatchObject({ values: 1, storedAt: "text-new_own.txt" });
    expect([await moved.storedValue("new_own"), moved.has("text-old_own.txt")]).toEqual(["text", false]);
  });

  it("follows the route that stored the value", async () => {
    expect(await moved.move("typed")).toMatchObject({ values: 1, storedAt: "data/test.duckdb#main.new_typed" });
    expect(await moved.storedValue("new_typed")).toEqual([{ id: 1 }]);
  });

  it("does nothing where nothing is stored, and refuses what has a value of its own", async () => {
    expect(await moved.move("file")).toMatchObject({ values: 0, records: 0 });
    moved.backToFirst();
    const step = { assetKey: "new_file", bindings: [], after: [], output: { form: "value" as const }, stores: true };
    expect((await moved.project.run([step])).outcome).toBe("success");
    await expect(moved.move("file")).rejects.toThrow(/new_file already has a value, stored by the run .+, so no value was moved/);
  });

  it("refuses what has a value of its own from the same run", async () => {
    moved.backToFirst();
    moved.project.write({
      "src/assets.ts":
        'import { asset } from "millrace";\nexport const old_file = asset(() => 111);\nexport const new_file = asset(() => 222);\n',
    });
    expect((await moved.project.run(["old_file", "new_file"])).outcome).toBe("success");
    await expect(moved.move("file")).rejects.toThrow(/new_file already has a value, stored by the run .+, so no value was moved/);
    expect([await moved.storedValue("old_file"), await moved.storedValue("new_file")]).toEqual([111, 222]);
  });

  it("removes nothing where another run stores meanwhile, and takes that along when asked again", async () => {
    moved.backToFirst();
    writeFileSync(join(moved.project.dir, "text-old_own.txt"), "text");
    const intruded = { from: "old_own", to: "new_own" };
    const broken = moveValues(moved.project.dir, "millrace.config.ts", intruded, { env: { INTRUDE: "yes" } });
    await expect(broken).rejects.toThrow(
      /old_own was stored again by the run .* during the move, so the old value was not removed\. Move it again\./,
    );
    expect(readFileSync(join(moved.project.dir, "text-old_own.txt"), "utf8")).toBe("newer text");
    expect(await moved.move("own")).toMatchObject({ values: 1, records: 2, left: [] });
    expect(await moved.storedValue("new_own")).toBe("newer text");
  });
});
