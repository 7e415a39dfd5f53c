// Analysis on the disk of this system: every returned path has slashes, so that a file has exactly one name.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { createWorkspace } from "../../../server/analysis/index.js";
import { nodeFiles } from "../../../server/lsp/node-files.js";
import { nodePlatform } from "../../../server/lsp/node-platform.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

let dir: string;

beforeEach(async () => {
  dir = (await temporaryFolder()).replaceAll("\\", "/");
  for (const [name, text] of Object.entries({
    "millrace.config.ts":
      'import { Definitions } from "millrace";\nimport * as assets from "./src/assets.js";\nexport default new Definitions({ assets });\n',
    "src/assets.ts": 'import { asset } from "millrace";\nexport const a = asset((): number[] => [1]);\n',
    "tsconfig.json": '{ "compilerOptions": { "module": "NodeNext" }, "include": ["**/*.ts"] }',
  })) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
});

test("a real path", () => {
  expect(nodeFiles.realpath(`${dir}/src/../src/assets.ts`)).toBe(`${dir}/src/assets.ts`);
});

test("the files of a project, whose unsaved text counts", () => {
  const workspace = createWorkspace(nodeFiles);
  workspace.apply([{ kind: "folder-added", path: dir }]);
  const project = workspace.project(dir);
  expect([...(project?.sourceFiles() ?? [])].sort()).toEqual([`${dir}/millrace.config.ts`, `${dir}/src/assets.ts`]);
  const text = 'import { asset } from "millrace";\nexport const b = asset((): number[] => [1]);\n';
  workspace.apply([{ kind: "opened", path: `${dir}/src/assets.ts`, text }]);
  expect(project?.model().assets.map(({ key, place }) => [key, place.file])).toEqual([["b", `${dir}/src/assets.ts`]]);
  expect(workspace.projectOf(`${dir}/src/assets.ts`)).toBe(project);
});

test.runIf(process.platform === "win32")("a file on a drive of Windows, however a client spells it", () => {
  const { path, uri } = nodePlatform();
  for (const spelt of ["file:///C:/my%20shop/a.ts", "file:///c%3A/my%20shop/a.ts", "file:///c:/my shop/a.ts"]) {
    expect(path(spelt)).toBe("c:/my shop/a.ts");
    expect(uri(path(spelt))).toBe("file:///c%3A/my%20shop/a.ts");
  }
});
