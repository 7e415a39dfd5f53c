// The project's native TypeScript as the type engine: it agrees with TypeScript 6, and TypeScript 6 answers when it ends.
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import * as real from "typescript-7/unstable/sync";
import { afterEach, expect, test, vi } from "vitest";
import { serverStatusRequest } from "../../../runtime/contract/protocol.js";
import type { ServerStatus } from "../../../runtime/contract/server-status.js";
import type { HoverOptions } from "../../../server/analysis/features/views/hover.js";
import {
  createWorkspace,
  type FileAccess,
  hover,
  type NativeTypeScript,
  type Project,
  typeProblems,
} from "../../../server/analysis/index.js";
import { nodeFiles } from "../../../server/lsp/node-files.js";
import { repository } from "../../support/repository.js";
import { run, temporaryProject } from "../../support/terminal.js";
import { projectFolder, wiredServer } from "../../support/wired-server.js";

const native = real as unknown as NativeTypeScript;

const CONFIG = `import { assetsFrom, Definitions, DuckDBIOManager } from "millrace";
export default new Definitions({ assets: assetsFrom("./src"), resources: { warehouse: new DuckDBIOManager({ database: "w.duckdb" }) } });
`;
const ASSETS = `import { asset } from "millrace";
import type { Order, Shape } from "./types.js";
export const orders = asset(async (): Promise<Order[]> => []);
export const shapes = asset((): readonly Shape[] => []);
export const pair = asset((): readonly [Order, bigint?] => [{ id: 1, at: new Date(), tags: new Map() }]);
export const total = asset((orders: Order[], shapes: Shape[]) => orders.length + shapes.length);
export const wrong = asset((orders: { id: string }[]) => orders.length);
export const wrong_shape = asset((shapes: { kind: "circle"; r: number }[]) => shapes.length);
export const wrong_pair = asset((pair: [Order, bigint]) => pair);
export const unstored = asset({ ioManagerKey: "warehouse" }, (): { run: () => void }[] => []);
export const promised = asset((): { later: Promise<number> } => ({ later: Promise.resolve(1) }));
const make = <T>(value: T) => asset({ key: "made" }, () => [value]);
export const made = make("text");
export const wrong_made = asset((made: number[]) => made);
`;
const TYPES = `export interface Order { id: number; at: Date; tags: Map<string, readonly string[]>; next?: Order }
export type Shape = { kind: "circle"; r: number } | { kind: "square"; side: number };
`;
const FILES = {
  "package.json": '{ "type": "module" }',
  "tsconfig.json":
    '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "types": [] }, "include": ["**/*.ts"] }',
  "millrace.config.ts": CONFIG,
  "src/assets.ts": ASSETS,
  "src/types.ts": TYPES,
};

const opened: Project[] = [];
afterEach(() => {
  for (const project of opened.splice(0)) project.engineChanged();
});

function open(dir: string, engine: NativeTypeScript | null, files: FileAccess = nodeFiles) {
  const workspace = createWorkspace(files, { native: () => engine });
  workspace.apply([{ kind: "folder-added", path: dir }]);
  const project = workspace.project(dir) as Project;
  opened.push(project);
  const edit = (file: string, text: string) => workspace.apply([{ kind: "edited", path: `${dir}/${file}`, text }]);
  const problems = () => typeProblems(project, `${dir}/src/assets.ts`);
  const words: HoverOptions = { statusOf: () => ({ kind: "never" }) as never, now: 0, storedLink: (_, text) => text };
  const hovers = () =>
    [...ASSETS.matchAll(/export const \w+|\w+(?=: )/g)].map(
      ({ index, 0: text }) => hover(project, `${dir}/src/assets.ts`, index + text.length - 1, words)?.markdown,
    );
  return { project, edit, problems, hovers };
}

test("problems and hovers are those of TypeScript 6, also after edits", () => {
  const dir = temporaryProject(FILES);
  const [seven, six] = [open(dir, native), open(dir, null)];
  expect(
    six
      .problems()
      .map(({ code }) => code)
      .sort(),
  ).toEqual(["not-storable", "not-storable", ...Array(3).fill("type-mismatch")]);
  expect(seven.problems()).toEqual(six.problems());
  expect(seven.hovers()).toEqual(six.hovers());
  for (const text of [TYPES.replace("id: number", "id: string"), TYPES.replace("r: number }", "r: number; of?: Order }"), TYPES]) {
    for (const each of [seven, six]) each.edit("src/types.ts", text);
    expect(seven.problems()).toEqual(six.problems());
  }
});

test("it answers by itself: TypeScript 6 reads no program", () => {
  const dir = temporaryProject(FILES);
  const declarations = (engine: NativeTypeScript | null) => {
    const read: string[] = [];
    const files: FileAccess = {
      ...nodeFiles,
      read(path) {
        read.push(path);
        return nodeFiles.read(path);
      },
    };
    expect(open(dir, engine, files).problems()).toHaveLength(5);
    return read.filter((path) => path.endsWith(".d.ts"));
  };
  expect(declarations(null)).not.toEqual([]);
  expect(declarations(native)).toEqual([]);
});

test("what the API cannot answer, and everything after its process ended, TypeScript 6 answers", () => {
  const started: { close(): void }[] = [];
  class Observed extends native.API {
    constructor(options: ConstructorParameters<typeof native.API>[0]) {
      super(options);
      started.push(this);
    }
  }
  const text = `${ASSETS}export const either = asset((): Promise<1> | "2" => "2");\nexport const wrong_either = asset((either: 3) => either);\n`;
  const dir = temporaryProject({ ...FILES, "src/assets.ts": text });
  const { problems, edit } = open(dir, { API: Observed as never });
  expect(problems().map(({ data }) => data?.assetKey)).toContain("wrong_either");
  started[0]?.close();
  edit("src/assets.ts", text.replace("(either: 3)", "(either: 4)"));
  expect(
    problems()
      .map(({ message }) => message)
      .join(),
  ).toContain("but 4 in the parameter");
});

test("the terminal: --type-engine native, and why it cannot", async () => {
  const dir = temporaryProject(FILES);
  expect((await run(dir, ["check", "--type-engine", "native"])).err).toContain("The project has no TypeScript installed.");
  symlinkSync(join(repository, "node_modules/typescript"), join(dir, "node_modules/typescript"));
  const old = await run(dir, ["check", "--type-engine", "native"]);
  expect(old.err).toContain("has no native API; 7.0 has one.");
  expect(old.code).toBe(2);
});

test("the language server: in a trusted project with TypeScript 7 the native engine answers, else the status says why not", async () => {
  const status = async (link: string | null, settings: object) => {
    const dir = projectFolder(FILES);
    if (link !== null) symlinkSync(join(repository, "node_modules", link), join(dir, "node_modules/typescript"));
    const server = await wiredServer(dir, { typeEngine: "native", ...settings });
    const now = () => server.connection.sendRequest<ServerStatus>(serverStatusRequest.method, {});
    await vi.waitFor(async () => expect((await now()).state.projects[0]?.checking).toBe(false), { timeout: 20_000 });
    const told = await now();
    await server.stop();
    return { engine: told.projects[0]?.typeEngine, notes: told.state.projects[0]?.notes.join(" ") };
  };
  expect((await status("typescript-7", { trusted: true })).engine).toBe("native");
  const untrusted = await status("typescript-7", { trusted: false });
  expect(untrusted.engine).toBe("typescript6");
  expect(untrusted.notes).toContain("only in trusted folders");
  const old = await status("typescript", { trusted: true });
  expect(old.engine).toBe("typescript6");
  expect(old.notes).toContain("has no native API");
});
