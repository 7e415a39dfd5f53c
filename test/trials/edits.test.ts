// After any edits, analysis gives the same result as a fresh start with the same text.

import { expect, test } from "vitest";
import { assetGraph, createWorkspace, type FileAccess, type Project } from "../../server/analysis/index.js";
import { fc } from "../support/properties.js";
import { trials } from "../support/trials.js";

const ROOT = "/project";
const CONFIG = `import { Definitions, FilesystemIOManager } from "millrace";
import * as a from "./src/a.js";
import * as b from "./src/b.js";
import { shared } from "./src/shared.js";
export default new Definitions({ assets: [a, b], resources: { io_manager: new FilesystemIOManager({ baseDir: "x" }), ...shared } });
`;

/** The variants of each file, some of them wrong. */
const VARIANTS: Readonly<Record<string, readonly string[]>> = {
  "millrace.config.ts": [
    CONFIG,
    "export default {};\n",
    'export default "later";\n',
    'export { config as default } from "./src/shared.js";\n',
    CONFIG.replace("[a, b]", "a"),
  ],
  "src/shared.ts": [
    'import { InMemoryIOManager } from "millrace";\nexport const shared = { mem: new InMemoryIOManager() };\nexport const options = { ioManagerKey: "mem", group: "one" };',
    'export const shared = {};\nexport const options = { ioManagerKey: "mem", keyPrefix: "p" };\nexport { config } from "./b.js";',
    'import { InMemoryIOManager } from "millrace";\nexport const shared = { other: new InMemoryIOManager() };\nexport const options = { ioManagerKey: "other" };\nexport const ',
  ],
  "src/a.ts": [
    'import { asset } from "millrace";\nimport { options } from "./shared.js";\nexport const one = asset(options, () => 1);\nexport const two = asset((one: number) => one);',
    'import { asset } from "millrace";\nimport { options } from "./shared.js";\nexport * from "./b.js";\nexport const one = asset({ ...options, deps: ["three"] }, () => 1);',
    'import { asset } from "millrace";\n\n// moved down\nexport const two = asset((one: number) => one);\nexport const uno = asset({ key: "one" }, () => {});',
    'import { asset } from "millrace";\nexport const one = asset((three: number) => three);\nexport const two = asset({ ins: { x: { key: "p/one" } } }, (one: number, x: number) => one + x);',
    'import { asset, StaticPartitionsDefinition } from "millrace";\nconst partitions = new StaticPartitionsDefinition(["x"]);\nexport const one = asset({ keyPrefix: "p", partitions }, () => 1);\nexport const two = asset({ ioManagerKey: "mem", partitions }, (one: number) => {});',
    'import { asset } from "millrace";\nexport const one = asset((',
  ],
  "src/b.ts": [
    'import { asset } from "millrace";\nexport const three = asset((two: number) => two);',
    'import { asset } from "millrace";\nimport { one } from "./a.js";\nexport const three = asset({ deps: [one] }, (two: number) => two);\nexport { three as drei };',
    'import { asset } from "millrace";\nexport const three = asset({ keyPrefix: "p" }, (one: number, two: number) => one);\nexport const uno = asset({ key: "one" }, (three: number) => three);',
    'export { one as four } from "./a.js";',
    'export { one, three as tres } from "./a.js";\nexport { config } from "./shared.js";',
  ],
};

function memory(texts: ReadonlyMap<string, string>): FileAccess {
  return {
    read: (path) => texts.get(path),
    fileExists: (path) => texts.has(path),
    directoryExists: (path) => [...texts.keys()].some((file) => file.startsWith(`${path}/`)),
    list: () => [],
    realpath: (path) => path,
  };
}

function opened(texts: ReadonlyMap<string, string>) {
  const workspace = createWorkspace(memory(texts));
  workspace.apply([{ kind: "folder-added", path: ROOT }]);
  return { workspace, project: workspace.project(ROOT) as Project };
}

const told = (project: Project) => ({ graph: assetGraph(project), problems: project.model().problems });

const edits = fc
  .constantFrom(...Object.keys(VARIANTS))
  .chain((file) => fc.record({ file: fc.constant(file), variant: fc.nat({ max: (VARIANTS[file] ?? []).length - 1 }) }));

test("edited step by step = opened afresh", () => {
  fc.assert(
    fc.property(fc.array(edits, { minLength: 1, maxLength: 12 }), (steps) => {
      const texts = new Map<string, string>(Object.entries(VARIANTS).map(([file, [first = ""]]) => [`${ROOT}/${file}`, first]));
      const { workspace, project } = opened(new Map(texts));
      told(project);
      for (const { file, variant } of steps) {
        const path = `${ROOT}/${file}`;
        const text = VARIANTS[file]?.[variant] ?? "";
        texts.set(path, text);
        workspace.apply([{ kind: "edited", path, text }]);
        // For an unreadable file, its last readable state counts. A fresh start does not know that state.
        const isReadable = [...project.loadedFiles()].every((each) => project.facts(each)?.syntaxErrors.length === 0);
        if (isReadable) expect(told(project)).toEqual(told(opened(new Map(texts)).project));
      }
    }),
    { numRuns: trials(300) },
  );
});
