// A run uses the files that analysis read, even if a bundler would choose others.
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { describeProject } from "../../../runtime/host/ask.js";
import { createWorkspace } from "../../../server/analysis/index.js";
import { nodeFiles } from "../../../server/lsp/node-files.js";
import { CONFIG, makeProject, type Project } from "../../support/real-project.js";

let project: Project;
afterEach(() => project?.remove());

/** The keys from reading and the keys from running. */
async function keysOf(): Promise<{ read: string[]; run: string[] }> {
  const workspace = createWorkspace(nodeFiles);
  workspace.apply([{ kind: "folder-added", path: project.dir }]);
  const found = workspace.project(project.dir);
  if (!found) throw new Error("no project");
  const described = await describeProject(project.dir, "millrace.config.ts", found.sites(), { modules: found.modules() });
  return { read: [...found.model().byKey.keys()].sort(), run: described.assets.map(({ key }) => key).sort() };
}

const one = (name: string) => `import { asset } from "millrace";\nexport const ${name} = asset(() => 1);\n`;

it("a source beside what was compiled of it, suffixes, root folders, paths of a referenced config", async () => {
  project = await makeProject({
    "millrace.config.ts": CONFIG,
    "tsconfig.json": '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }',
    "tsconfig.app.json": JSON.stringify({
      compilerOptions: {
        module: "esnext",
        moduleResolution: "bundler",
        moduleSuffixes: [".node", ""],
        rootDirs: ["src", "made"],
        paths: { "@/*": ["./src/*"] },
      },
    }),
    "src/stale.ts": one("fresh"),
    "src/stale.js": one("stale"),
    "src/suffixed.node.ts": one("suffixed"),
    "src/suffixed.ts": one("plain"),
    "made/rooted.ts": one("rooted"),
    "src/aliased.ts": one("aliased"),
    "src/assets.ts":
      'export * from "./stale.js";\nexport * from "./suffixed.js";\nexport * from "./rooted.js";\nexport * from "@/aliased";\n',
  });
  const keys = ["aliased", "fresh", "rooted", "suffixed"];
  expect(await keysOf()).toEqual({ read: keys, run: keys });
});

it("TypeScript that was copied into node_modules, by the condition of imports and the project's own", async () => {
  project = await makeProject({
    "package.json": '{ "name": "project" }',
    "millrace.config.ts": CONFIG,
    "tsconfig.json": '{ "compilerOptions": { "module": "nodenext", "customConditions": ["source"] } }',
    "node_modules/copied/package.json": '{ "name": "copied", "exports": { "import": "./esm.ts", "require": "./cjs.ts" } }',
    "node_modules/copied/esm.ts": 'export * from "./inner.js";\n',
    "node_modules/copied/inner.ts": one("copied"),
    "node_modules/copied/cjs.ts": one("wrong"),
    "node_modules/chosen/package.json": '{ "name": "chosen", "exports": { "source": "./source.ts", "default": "./built.js" } }',
    "node_modules/chosen/source.ts": one("chosen"),
    "node_modules/chosen/built.js": "",
    "src/assets.ts": 'export * from "copied";\nexport * from "chosen";\n',
  });
  expect(await keysOf()).toEqual({ read: ["chosen", "copied"], run: ["chosen", "copied"] });
});

it("texts, and a folder that is reached by a link too", async () => {
  project = await makeProject({
    "millrace.config.ts": CONFIG,
    "tsconfig.json": '{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler" } }',
    "src/name.txt": "told",
    "src/query.graphql": "{ a }",
    "shared/linked.ts": one("linked"),
    "src/assets.ts": `import { asset } from "millrace";
import name from "./name.txt";
import query from "./query.graphql" with { type: "text" };
export * from "./link/linked.js";
export { linked as again } from "../shared/linked.js";
export const text = asset({ key: name }, () => query);
`,
  });
  symlinkSync(join(project.dir, "shared"), join(project.dir, "src/link"), "junction");
  expect(await keysOf()).toEqual({ read: ["linked", "told"], run: ["linked", "told"] });
});

it("#names of package.json, and a package that the project's own condition leads to JavaScript", async () => {
  project = await makeProject({
    "package.json": JSON.stringify({
      name: "project",
      type: "module",
      imports: {
        "#raw": { staging: "./src/staging.ts", default: "./src/raw.ts" },
        "#lib/*": "./src/lib/*.ts",
        "#made": "./src/made.js",
        "#packed": "packed",
      },
    }),
    "millrace.config.ts": CONFIG,
    "tsconfig.json": '{ "compilerOptions": { "module": "nodenext", "customConditions": ["staging"] } }',
    "src/raw.ts": one("plain"),
    "src/staging.ts": one("staging"),
    "src/lib/inner.ts": one("inner"),
    "src/made.js": one("made"),
    "node_modules/packed/package.json":
      '{ "name": "packed", "type": "module", "exports": { "staging": "./staging.js", "default": "./plain.js" } }',
    "node_modules/packed/staging.js": 'export * from "./deep.js";\n',
    "node_modules/packed/deep.js": one("packed"),
    "node_modules/packed/plain.js": one("wrong"),
    "node_modules/common/package.json": '{ "name": "common", "exports": { "staging": "./staging.cjs", "default": "./plain.cjs" } }',
    "node_modules/common/staging.cjs": 'exports.name = "of_common";\n',
    "node_modules/common/plain.cjs": 'exports.name = "wrong";\n',
    "src/assets.ts": `import { asset } from "millrace";
import { name } from "common";
export * from "#raw";
export * from "#lib/inner";
export * from "#made";
export * from "#packed";
export const common = asset({ key: "common" }, () => { if (name !== "of_common") throw new Error(name); return 1; });
`,
  });
  const keys = ["common", "inner", "made", "packed", "staging"];
  expect(await keysOf()).toEqual({ read: keys, run: keys });
});

it("what is declared alone cannot be run either, unless only types are made of it", async () => {
  const files = {
    "package.json": '{ "name": "project", "type": "module" }',
    "millrace.config.ts": CONFIG,
    "tsconfig.json": '{ "compilerOptions": { "module": "nodenext" } }',
    "src/shapes.d.ts": "export interface Shape { id: number }\nexport declare const shape: Shape;\n",
  };
  const assets = (gives: string) =>
    `import { asset } from "millrace";\nimport { shape, Shape } from "./shapes.js";\nexport const shapes = asset((): Shape[] => [${gives}]);\n`;
  project = await makeProject({ ...files, "src/assets.ts": assets("") });
  expect(await keysOf()).toEqual({ read: ["shapes"], run: ["shapes"] });
  project.remove();
  project = await makeProject({ ...files, "src/assets.ts": assets("shape") });
  await expect(keysOf()).rejects.toThrow("./shapes.js");
});
