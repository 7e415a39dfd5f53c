// Measures analysis on a generated project of 2,000 assets in 400 files: open, keystrokes, type problems, hover, definition, completion.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { assetGraph, complete, createWorkspace, definition, hover, type Project, typeProblems } from "../../server/analysis/index.js";
import { nodeFiles } from "../../server/lsp/node-files.js";

const ASSETS = Number(process.env.ASSETS ?? 2000);
const PER_FILE = 5;
const dir = realpathSync(mkdtempSync(join(tmpdir(), "millrace-bench-")));

try {
  generate();
  measure();
} finally {
  rmSync(dir, { recursive: true, force: true });
}

function generate(): void {
  const files = Math.ceil(ASSETS / PER_FILE);
  mkdirSync(join(dir, "src"), { recursive: true });
  mkdirSync(join(dir, "node_modules"));
  symlinkSync(resolve("runtime"), join(dir, "node_modules/millrace"));
  writeFileSync(
    join(dir, "tsconfig.json"),
    '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "types": [] }, "include": ["**/*.ts"] }',
  );
  writeFileSync(join(dir, "package.json"), '{ "type": "module" }');
  writeFileSync(
    join(dir, "millrace.config.ts"),
    'import { assetsFrom, Definitions, DuckDBIOManager } from "millrace";\n' +
      'export default new Definitions({ assets: assetsFrom("./src"), resources: { db: new DuckDBIOManager({ database: "w.duckdb" }) } });\n',
  );
  for (let file = 0; file < files; file++) {
    const lines = [
      'import { type AssetContext, asset } from "millrace";',
      `export interface Row${file} { id: number; name: string; at: Date }`,
    ];
    if (file > 0) lines.push(`import type { Row${file - 1} } from "./file${file - 1}.js";`);
    for (let at = 0; at < PER_FILE; at++) {
      const number = file * PER_FILE + at;
      const upstream = file === 0 ? "" : `, asset_${number - PER_FILE}: Row${file - 1}[]`;
      lines.push(
        `/** Asset number ${number}. */`,
        `export const asset_${number} = asset({ group: "g${file % 20}", ioManagerKey: "db" }, (context: AssetContext${upstream}): Row${file}[] => {`,
        `  context.log.info("row");\n  return [];\n});`,
      );
    }
    writeFileSync(join(dir, `src/file${file}.ts`), `${lines.join("\n")}\n`);
  }
}

function measure(): void {
  const before = process.memoryUsage().rss;
  const started = performance.now();
  const workspace = createWorkspace(nodeFiles);
  workspace.apply([{ kind: "folder-added", path: dir }]);
  const project = workspace.project(dir) as Project;
  const assets = assetGraph(project).assets.length;
  say(`open a project of ${assets} assets, to first graph`, performance.now() - started, "< 2,000 ms");

  const file = join(dir, `src/file${Math.floor(ASSETS / PER_FILE / 2)}.ts`);
  const text = nodeFiles.read(file) ?? "";
  const typed = performance.now();
  typeProblems(project, file);
  say("first type question (TypeScript reads the project)", performance.now() - typed, "no bar");

  const keystrokes: number[] = [];
  const types: number[] = [];
  for (let round = 0; round < 40; round++) {
    const edited = text.replace('"row"', `"row ${"x".repeat(round)}"`);
    const at = performance.now();
    workspace.apply([{ kind: "edited", path: file, text: edited }]);
    project.model();
    keystrokes.push(performance.now() - at);
    const asked = performance.now();
    typeProblems(project, file);
    types.push(performance.now() - asked);
  }
  percentiles("keystroke → problems of the graph", keystrokes, "p95 < 50 ms");
  percentiles("keystroke → type problems of the edited file", types, "p95 < 300 ms");

  const now = project.files.read(file) ?? "";
  const name = now.indexOf("asset_", now.indexOf("AssetContext, "));
  const options = { statusOf: () => ({ state: "never" as const }), now: Date.now(), storedLink: (_: string, path: string) => path };
  percentiles(
    "hover on a parameter",
    times(() => hover(project, file, name, options)),
    "p95 < 50 ms",
  );
  percentiles(
    "definition of a parameter",
    times(() => definition(project, file, name)),
    "p95 < 50 ms",
  );
  percentiles(
    "completion of a parameter's name",
    times(() => complete(project, file, name)),
    "p95 < 50 ms",
  );
  console.log(`analysis: memory ${Math.round((process.memoryUsage().rss - before) / 1e6)} MB more than before`);
}

function times(act: () => unknown): number[] {
  return Array.from({ length: 30 }, () => {
    const at = performance.now();
    act();
    return performance.now() - at;
  });
}

function say(what: string, milliseconds: number, bar: string): void {
  console.log(`analysis: ${what}: ${milliseconds.toFixed(0)} ms (${bar})`);
}

function percentiles(what: string, all: readonly number[], bar: string): void {
  const sorted = [...all].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
  console.log(`analysis: ${what}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms (${bar})`);
}
