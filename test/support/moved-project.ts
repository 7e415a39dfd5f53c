// A project that stored one asset of each kind as `old_<kind>` and whose code now names them `new_<kind>`, for tests of moving values.
import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { PlanStep } from "../../runtime/contract/run.js";
import { moveValues, showValue } from "../../runtime/host/ask.js";
import { buildPackage, makeProject, type Project } from "./real-project.js";
import { repository } from "./repository.js";

const HOOK = join(repository, "test/support/kill-hook.mjs");
const CONFIG = `import { Definitions, DuckDBIOManager, FilesystemIOManager, TypedIOManager, VersionedIOManager } from "millrace";
import * as assets from "./src/assets.js";
import { TextManager } from "./src/text-manager.js";
const db = new DuckDBIOManager({ database: "data/test.duckdb", schema: "main" });
const files = new FilesystemIOManager({ baseDir: "data" });
export default new Definitions({
  assets,
  resources: { io_manager: files, db, versions: new VersionedIOManager({ uri: "versions" }), text: new TextManager(),
    typed: new TypedIOManager({ routes: { rows: db }, otherwise: files }) },
});
`;
/** With INTRUDE, another run stores the value while it is read. */
const TEXT_MANAGER = `import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
const at = ({ assetKey, projectDir }) => projectDir + "/text-" + assetKey.path.join("-") + ".txt";
export class TextManager {
  handleOutput(context, value) { writeFileSync(at(context), value); }
  loadInput(context) {
    const text = readFileSync(at(context), "utf8");
    const records = context.projectDir + "/.millrace/records/old_own/@/";
    if (process.env.INTRUDE) {
      writeFileSync(at(context), "newer text");
      cpSync(records + readdirSync(records)[0], records + "99990101-000000-later.json");
    }
    return text;
  }
  describe(context) { return { storedAt: "text-" + context.assetKey.path.join("-") + ".txt" }; }
  async remove(context) { rmSync(at(context)); }
}
`;
const assetsNamed = (name: string) => `import { asset, StaticPartitionsDefinition } from "millrace";
const partitions = new StaticPartitionsDefinition(["a", "b/c"]);
export const ${name}_file = asset(() => ({ value: 1n }));
export const ${name}_table = asset({ ioManagerKey: "db" }, () => [{ id: 1, at: new Date(0) }, { id: 2, at: null }]);
export const ${name}_part = asset({ partitions }, (context) => context.partitionKey);
export const ${name}_slice = asset({ ioManagerKey: "db", partitions, metadata: { partitionExpr: "part" } }, (context) => [{ part: context.partitionKey }]);
export const ${name}_version = asset({ ioManagerKey: "versions" }, () => process.env.VALUE ?? "first");
export const ${name}_own = asset({ ioManagerKey: "text" }, () => "text");
export const ${name}_typed = asset({ ioManagerKey: "typed" }, () => [{ id: 1 }]);
`;
const KINDS = ["file", "table", "part", "slice", "version", "own", "typed"] as const;

export interface MovedProject {
  readonly project: Project;
  /** Moves the values of `old_<kind>`. `kill` has the variables of the hook that kills the process. */
  move(kind: string, kill?: Readonly<Record<string, string>> | null): ReturnType<typeof moveValues>;
  storedValue(key: string, partitionKey?: string): Promise<unknown>;
  /** Whether a file or folder exists at a path below the project. */
  has(path: string): boolean;
  /** Restores what was stored and written before the first move. */
  backToFirst(): void;
  remove(): void;
}

export async function movedProject(): Promise<MovedProject> {
  const packageDir = await buildPackage();
  const project = await makeProject({
    "millrace.config.ts": CONFIG,
    "src/assets.ts": assetsNamed("old"),
    "src/text-manager.js": TEXT_MANAGER,
    "package.json": '{ "type": "module" }',
  });
  const steps = KINDS.map((kind): PlanStep => {
    const partitions = kind === "part" || kind === "slice" ? { partitions: [{ start: "a", end: "b/c" }] } : {};
    return { assetKey: `old_${kind}`, bindings: [{ kind: "context" }], after: [], output: { form: "value" }, stores: true, ...partitions };
  });
  expect((await project.run(steps)).outcome).toBe("success");
  expect((await project.run([steps[4] as PlanStep], { env: { VALUE: "second" } })).outcome).toBe("success");
  project.write({ "src/assets.ts": assetsNamed("new") });
  const first = `${project.dir}-first`;
  cpSync(project.dir, first, { recursive: true, verbatimSymlinks: true });

  return {
    project,
    move: (kind, kill = null) =>
      moveValues(
        project.dir,
        "millrace.config.ts",
        { from: `old_${kind}`, to: `new_${kind}` },
        kill === null ? {} : { env: { KILL_PACKAGE: packageDir, KILL_BELOW: project.dir, ...kill }, execArgv: ["--import", HOOK] },
      ),
    async storedValue(key, partitionKey) {
      const which = partitionKey === undefined ? {} : { partitionKey };
      const shown = await showValue(project.dir, "millrace.config.ts", { assetKey: key, rows: 10, ...which });
      expect(shown.materialization?.assetKey).toBe(key);
      return shown.rows ?? shown.value;
    },
    has: (path) => existsSync(join(project.dir, path)),
    backToFirst() {
      for (const folder of ["data", "versions", ".millrace", "src"]) {
        rmSync(join(project.dir, folder), { recursive: true, force: true });
        cpSync(join(first, folder), join(project.dir, folder), { recursive: true });
      }
    },
    remove() {
      project.remove();
      rmSync(first, { recursive: true, force: true });
    },
  };
}
