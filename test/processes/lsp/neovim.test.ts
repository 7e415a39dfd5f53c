// The client of another editor: Neovim without plugins opens a project. Checks what it shows and stores.
import { execFile, spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { repository } from "../../support/repository.js";
import { projectFolder } from "../../support/wired-server.js";

const FILES = {
  "millrace.config.ts": `import { Definitions, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";
import * as totals from "./src/totals.js";
export default new Definitions({ assets: [assets, totals], resources: { io_manager: new FilesystemIOManager({ baseDir: "data" }) } });
`,
  "src/assets.ts": `import { asset } from "millrace";
export const numbers = asset((): number[] => [1, 2, 3]);
`,
  "src/totals.ts": `import { asset } from "millrace";
export const total = asset((numbrs: number[]): number => numbrs.length);
`,
  "package.json": '{"type":"module"}',
  "tsconfig.json":
    '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "lib": ["ES2023"], "types": [] }, "include": ["**/*.ts"] }',
};

interface Result {
  readonly failure?: string;
  readonly problems: readonly { line: number; column: number; message: string; code: string; source: string }[];
  readonly menu: readonly string[];
  readonly fixed: readonly string[];
  readonly hover: string;
  readonly definition: { file: string; line: number; word: string };
  readonly renamed: { assets: readonly string[]; totals: readonly string[] };
  readonly broken: readonly string[];
  readonly lenses: readonly string[];
}

const missing = spawnSync("nvim", ["--version"]).status !== 0;

/** Runs everything in neovim.lua in one language. */
async function walked(dir: string, locale: string): Promise<Result> {
  const file = join(dir, "result.json");
  const script = join(repository, "test/processes/lsp/neovim.lua");
  const env = {
    ...process.env,
    NODE: process.execPath,
    RESULT: file,
    LOCALE: locale,
    XDG_STATE_HOME: dir,
    XDG_CACHE_HOME: dir,
    XDG_DATA_HOME: dir,
  };
  const { stderr } = await promisify(execFile)("nvim", ["--headless", "-u", "NONE", "-i", "NONE", "-n", "-S", script], { cwd: dir, env });
  const result = JSON.parse(readFileSync(file, "utf8")) as Result;
  expect({ failure: result.failure, stderr: result.failure === undefined ? "" : stderr }).toEqual({ failure: undefined, stderr: "" });
  return result;
}

test("problems, a fix, a hover, a definition, a rename and a lens in Neovim", async ({ skip }) => {
  skip(missing, "nvim is not on the PATH; .ci/run installs it");
  const dir = projectFolder(FILES);
  const result = await walked(dir, "en");

  const unknown = 'No asset has the key "numbrs". Did you mean "numbers"?';
  expect(result.problems).toEqual([{ line: 1, column: 28, message: unknown, code: "unknown-upstream", source: "millrace" }]);
  expect(result.menu[0]).toBe('Change to "numbers"');
  expect(result.fixed[1]).toBe("export const total = asset((numbers: number[]): number => numbers.length);");
  expect(result.hover).toContain("Stored at `data/numbers.json`");
  expect(result.definition).toEqual({ file: join(dir, "src/assets.ts"), line: 2, word: "numbers" });
  expect(result.renamed.assets[1]).toBe("export const digits = asset((): number[] => [1, 2, 3]);");
  expect(result.renamed.totals[1]).toBe("export const total = asset((digits: number[]): number => digits.length);");
  expect(result.broken).toEqual(['No asset has the key "nothing". Create it, or name another asset.']);
  expect(result.lenses).toEqual(["▶ Materialize", "never materialized"]);
  expect(JSON.parse(readFileSync(join(dir, "data/digits.json"), "utf8"))).toEqual([1, 2, 3]);
  rmSync(dir, { recursive: true, force: true });
});

test("the same in German, where Neovim names the language", async ({ skip }) => {
  skip(missing, "nvim is not on the PATH; .ci/run installs it");
  const dir = projectFolder(FILES);
  const result = await walked(dir, "de");
  expect(result.problems[0]?.message).toBe('Kein Asset hat den Schlüssel "numbrs". War "numbers" gemeint?');
  expect(result.menu[0]).toBe('In "numbers" ändern');
  expect(result.hover).toContain("Gespeichert unter `data/numbers.json`");
  expect(result.lenses).toEqual(["▶ Materialisieren", "nie materialisiert"]);
  rmSync(dir, { recursive: true, force: true });
});
