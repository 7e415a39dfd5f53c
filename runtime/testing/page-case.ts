// The case of the conformance suite about pages of rows.
import { deepStrictEqual as deepEqual, rejects } from "node:assert";
import type { RowFilter, RowQuestion, RowSort } from "../contract/value.js";
import type { ManagerBench } from "./bench.js";

export const PAGES = {
  name: "gives pages of rows, sorted and filtered, with nulls last; or says that it cannot",
  run: async (bench: ManagerBench) => {
    const people = [
      { id: 1, name: "Ada", age: 36 },
      { id: 2, name: "alan", age: 9 },
      { id: 3, name: null, age: 10 },
      { id: 4, name: "Grace", age: null },
    ];
    await bench.store("thing", people).catch(() => undefined);
    const context = await bench.context("thing").catch(() => null);
    if (context === null || !(await bench.manager.exists?.(context))) return;
    const ids = async (question: Partial<RowQuestion>) => {
      const page = await bench.manager.page?.(context, { offset: 0, limit: 10, sort: [], filters: [], counted: true, ...question });
      return page == null ? null : { ids: page.rows.map((row) => Number(row.id)), total: page.total };
    };
    const by = (column: string, descending = false): RowSort => ({ column, descending });
    const where = (column: string, test: RowFilter["test"], value = ""): RowFilter => ({ column, test, value });
    if ((await ids({})) === null) return;
    deepEqual(await ids({ sort: [by("age")] }), { ids: [2, 3, 1, 4], total: 4 });
    deepEqual(await ids({ sort: [by("age", true)], offset: 1, limit: 2 }), { ids: [3, 2], total: 4 });
    deepEqual(await ids({ sort: [by("id")], filters: [where("age", "less", "10")] }), { ids: [2], total: 1 });
    deepEqual(await ids({ sort: [by("id")], filters: [where("age", "differs", "10")] }), { ids: [1, 2, 4], total: 3 });
    deepEqual(await ids({ sort: [by("id")], filters: [where("name", "contains", "A")] }), { ids: [1, 2, 4], total: 3 });
    deepEqual(await ids({ sort: [by("id")], filters: [where("name", "lacks", "AD"), where("age", "isNotNull")] }), {
      ids: [2, 3],
      total: 2,
    });
    deepEqual(await ids({ filters: [where("name", "equals", "x' or 'x' = 'x")] }), { ids: [], total: 0 });
    deepEqual(await ids({ filters: [where("name", "isNull")], counted: false }), { ids: [3], total: null });
    await rejects(async () => ids({ sort: [by("no_such")] }), /no column no_such/);
  },
};
