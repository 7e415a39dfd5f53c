// kill -9 before any operation of a move: the value is readable with one of its keys, and repeating the move completes it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MovedProject, movedProject } from "../support/moved-project.js";
import { isSoak, sampleOf } from "../support/trials.js";

let moved: MovedProject;
beforeAll(async () => {
  moved = await movedProject();
});
afterAll(() => moved?.remove());

describe.each(["file", "table", "part", ...(isSoak ? (["slice", "version", "typed"] as const) : [])] as const)(
  "a move of the %s that is killed",
  (kind) => {
    it("leaves the value readable under one of the keys, and is done by asking again", async () => {
      moved.backToFirst();
      const list = join(moved.project.dir, `acts-${kind}.txt`);
      await moved.move(kind, { KILL_LIST: list });
      const acts = readFileSync(list, "utf8").trim().split("\n").length;
      expect(acts).toBeGreaterThan(5);
      const partition = kind === "part" || kind === "slice" ? "b/c" : undefined;
      for (const at of sampleOf(
        Array.from({ length: acts }, (_, index) => index + 1),
        2,
      )) {
        moved.backToFirst();
        await moved.move(kind, { KILL_AT: String(at) }).catch(() => undefined);
        const isNew = moved.has(`.millrace/records/new_${kind}/@`) && !moved.has(`.millrace/records/old_${kind}/@`);
        if (isNew) expect(await moved.storedValue(`new_${kind}`, partition)).toBeDefined();
        await moved.move(kind);
        expect(await moved.storedValue(`new_${kind}`, partition), `killed before act ${at}`).toBeDefined();
      }
    });
  },
);
