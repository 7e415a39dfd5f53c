// In the terminal, assets see the variables of `.env`, and their values are not written anywhere.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run, temporaryProject } from "../../support/terminal.js";

const FILES = {
  "millrace.config.ts": `import { Definitions, envVar, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets, resources: { io_manager: new FilesystemIOManager({ baseDir: envVar("SHOP_DATA") }) } });
`,
  "package.json": '{"type":"module"}',
  "src/assets.ts": `import { asset } from "millrace";
export const length = asset((): number => (process.env.SHOP_TOKEN ?? "").length);
`,
};

function textsBelow(dir: string): string {
  const files = readdirSync(join(dir, ".millrace"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8")).join("\n");
}

test("materialize, show and verify see them; records and logs do not", async () => {
  const dir = temporaryProject({ ...FILES, ".env": "SHOP_DATA=kept\nSHOP_TOKEN=s3cr3t-value\n" });
  const made = await run(dir, ["materialize"]);
  expect(made).toMatchObject({ code: 0 });
  expect(JSON.parse(readFileSync(join(dir, "kept/length.json"), "utf8"))).toBe("s3cr3t-value".length);
  for (const command of [["show", "length", "--json"], ["verify"]]) expect(await run(dir, command)).toMatchObject({ code: 0 });
  expect(made.out + made.err + textsBelow(dir)).not.toContain("s3cr3t-value");
  writeFileSync(join(dir, ".env.local"), "SHOP_TOKEN=short\n");
  await run(dir, ["materialize"]);
  expect(JSON.parse(readFileSync(join(dir, "kept/length.json"), "utf8"))).toBe("short".length);
});

test("a variable that is missing is said to be in neither place", async () => {
  const dir = temporaryProject({ ...FILES, ".env": "OTHER=1\n" });
  const missing = await run(dir, ["materialize"]);
  const said = (where: string) =>
    `the environment variable SHOP_DATA is not set: it is neither in the environment nor in ${where}. Set it before the run, or add it to that file.`;
  expect(missing.code).toBe(1);
  expect(missing.out + missing.err).toContain(said(join(dir, ".env")));
  rmSync(join(dir, ".env"));
  const none = await run(dir, ["materialize"]);
  expect(none.out + none.err).toContain(said(`${join(dir, ".env")}, which does not exist`));
});

test("init keeps them out of the repository", async () => {
  const dir = temporaryProject({});
  await run(dir, ["init"]);
  expect(readFileSync(join(dir, ".gitignore"), "utf8").split("\n")).toEqual([
    "node_modules/",
    ".millrace/",
    "data/",
    ".env",
    ".env.local",
    "",
  ]);
});
