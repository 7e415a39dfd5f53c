// What a command remembers is what it would work out anew, whatever was changed since and however.
import { mkdirSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { generator, pick } from "../../support/random.js";
import { run, temporaryProject } from "../../support/terminal.js";
import { trials } from "../../support/trials.js";

const GOOD = `import { asset } from "millrace";
import { rate } from "./rate.js";
export const orders = asset((): number[] => [rate]);
export const total = asset((orders: number[]) => orders.length);
`;

const FILES = {
  "src/assets.ts": GOOD,
  "src/rate.ts": "export const rate = 2;\n",
  "millrace.config.ts":
    'import { Definitions, FilesystemIOManager } from "millrace";\nimport * as assets from "./src/assets.js";\n' +
    'export default new Definitions({ assets, resources: { io_manager: new FilesystemIOManager({ baseDir: "data" }) } });\n',
};

/** What may happen to the files of a project. */
const CHANGES: readonly ((dir: string) => void)[] = [
  (dir) => writeFileSync(join(dir, "src/assets.ts"), GOOD),
  (dir) => writeFileSync(join(dir, "src/assets.ts"), GOOD.replace("(orders: number[])", "(ordrs: number[])")),
  (dir) => writeFileSync(join(dir, "src/assets.ts"), GOOD.replace("(orders: number[])", "(orders: string[])")),
  (dir) => writeFileSync(join(dir, "src/rate.ts"), "export const rate = 2;\n"),
  (dir) => rmSync(join(dir, "src/rate.ts"), { force: true }),
  (dir) => writeFileSync(join(dir, "src/rate.ts"), 'export const rate = "2";\n'),
  // A file that nobody read before is found first.
  (dir) => writeFileSync(join(dir, "src/more.ts"), 'import { asset } from "millrace";\nexport const more = asset(() => 1);\n'),
  (dir) => rmSync(join(dir, "src/more.ts"), { force: true }),
  (dir) => writeFileSync(join(dir, "tsconfig.json"), '{ "compilerOptions": { "strict": true, "types": [] }, "include": ["src"] }'),
  (dir) => rmSync(join(dir, "tsconfig.json"), { force: true }),
  // The same size and the same time of change as the file before it.
  (dir) => {
    writeFileSync(join(dir, "src/other.ts"), GOOD.replace("[rate]", "[late]"));
    utimesSync(join(dir, "src/other.ts"), 1, 1);
    renameSync(join(dir, "src/other.ts"), join(dir, "src/assets.ts"));
  },
  (dir) => mkdirSync(join(dir, "src/empty"), { recursive: true }),
];

test("a check after random changes says what a fresh one says", async () => {
  const random = generator(13);
  const dir = temporaryProject(FILES);
  for (let step = 0; step < trials(150, 25); step++) {
    pick(CHANGES, random)(dir);
    const once = await run(dir, ["check", "--json"]);
    const again = await run(dir, ["check", "--json"]);
    const fresh = JSON.parse((await run(dir, ["check", "--json", "--profile"])).out);
    expect(JSON.parse(once.out).problems, `step ${step}`).toEqual(fresh.problems);
    expect(again).toEqual(once);
  }
});

test("a plan is used again while no file it was made of changed", async () => {
  const dir = temporaryProject(FILES);
  expect((await run(dir, ["materialize"])).code).toBe(0);
  const kept = readdirSync(join(dir, ".millrace/cache"));
  expect((await run(dir, ["materialize"])).out).toContain("run succeeded");
  expect(readdirSync(join(dir, ".millrace/cache"))).toEqual(kept);
  writeFileSync(join(dir, "src/assets.ts"), GOOD.replace("(orders: number[])", "(orders: string[])"));
  expect((await run(dir, ["materialize"])).err).toContain("type-mismatch");
});

test("a manager that alone knows where values lie is no reason to ask the code for a plan", async () => {
  const dir = temporaryProject({
    ...FILES,
    "millrace.config.ts": `import { Definitions, type InputContext, type OutputContext } from "millrace";
import * as assets from "./src/assets.js";
const values = new Map<string, unknown>();
class Own {
  handleOutput(context: OutputContext, value: unknown) { values.set(context.assetKey.toString(), value); return { storedAt: "own", format: "own" }; }
  loadInput(context: InputContext) { return values.get(context.assetKey.toString()); }
}
export default new Definitions({ assets, resources: { io_manager: new Own() } });
`,
  });
  expect((await run(dir, ["materialize"])).out).toContain("run succeeded");
  // What running told is never kept.
  expect(readdirSync(join(dir, ".millrace/cache")).filter((name) => name.endsWith(".json"))).toHaveLength(1);
});
