// `millrace rename` from a user's perspective: code, storage and records get the new key, or the message gives a reason.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run, temporaryProject } from "../../support/terminal.js";

const FILES = {
  "millrace.config.ts": `import { Definitions, FilesystemIOManager, defineAssetJob } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({
  assets,
  resources: { io_manager: new FilesystemIOManager({ baseDir: "data" }) },
  jobs: [defineAssetJob("all", { selection: "numbers+" })],
});
`,
  "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "lib": ["ES2023"], "types": [] } }',
  "package.json": '{ "type": "module" }',
  "src/assets.ts": `import { asset } from "millrace";
export const numbers = asset((): number[] => [1, 2, 3]);
export const total = asset((numbers: number[]): number => numbers.length);
`,
};

test("rename changes the code and takes the stored value along", async () => {
  const dir = temporaryProject(FILES);
  expect((await run(dir, ["materialize"])).code).toBe(0);
  const dry = await run(dir, ["rename", "numbers", "digits", "--dry-run"]);
  expect(dry).toMatchObject({ code: 0, out: "src/assets.ts  3 edits\nmillrace.config.ts  1 edit\n" });
  expect(readFileSync(join(dir, "src/assets.ts"), "utf8")).toBe(FILES["src/assets.ts"]);

  const { code, out } = await run(dir, ["rename", "numbers", "digits"]);
  expect(out).toContain("The stored value and 1 record of numbers moved to digits: data/digits.json.");
  expect(code).toBe(0);
  expect(readFileSync(join(dir, "src/assets.ts"), "utf8")).toBe(FILES["src/assets.ts"].replaceAll("numbers", "digits"));
  expect(readFileSync(join(dir, "millrace.config.ts"), "utf8")).toContain('selection: "digits+"');
  expect((await run(dir, ["show", "digits", "--json"])).out).toContain('"runId"');
  expect(existsSync(join(dir, "data/numbers.json"))).toBe(false);
  expect((await run(dir, ["materialize", "total"])).code).toBe(0);
});

test("what is stored follows a rename that was made by hand, and --json tells everything", async () => {
  const dir = temporaryProject(FILES);
  expect((await run(dir, ["materialize", "numbers"])).code).toBe(0);
  expect((await run(dir, ["rename", "numbers", "digits", "--code-only"])).code).toBe(0);
  expect(existsSync(join(dir, "data/numbers.json"))).toBe(true);
  const { code, out } = await run(dir, ["rename", "numbers", "digits", "--json"]);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual({
    from: "numbers",
    to: "digits",
    files: [],
    moved: { values: 1, records: 1, storedAt: "data/digits.json", left: [] },
  });
  expect((await run(dir, ["rename", "numbers", "digits"])).out).toBe("Nothing was stored for numbers.\n");
});

test("a name that cannot be is refused, and nothing changes", async () => {
  const dir = temporaryProject(FILES);
  expect(await run(dir, ["rename", "number", "x"])).toMatchObject({
    code: 2,
    err: 'No asset has the key "number". Did you mean "numbers"?\n',
  });
  expect(await run(dir, ["rename", "numbers", "total"])).toMatchObject({
    code: 2,
    err: 'There is an asset "total" already. Choose another name.\n',
  });
  expect((await run(dir, ["rename", "numbers", "a-b"])).code).toBe(2);
  expect(readFileSync(join(dir, "src/assets.ts"), "utf8")).toBe(FILES["src/assets.ts"]);
});
