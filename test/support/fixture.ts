// Projects as text: `//- /path` starts a file, `$0` marks the cursor, `^^^ message` under a line is an expected problem.
import type { DirectoryEntry, FileAccess } from "../../server/analysis/index.js";
import { createWorkspace, type Project, type Workspace } from "../../server/analysis/index.js";
import { nodeFiles } from "../../server/lsp/node-files.js";
import { repository } from "./repository.js";

export interface Fixture {
  readonly texts: Map<string, string>;
  readonly cursor: { readonly file: string; readonly offset: number } | null;
  readonly workspace: Workspace;
  readonly project: Project;
}

const ROOT = "/project";

/** A config that defines all exports of `src/assets.ts`, for fixtures without a config. */
const DEFAULT_CONFIG = `import { Definitions, DuckDBIOManager, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({
  assets,
  resources: {
    io_manager: new FilesystemIOManager({ baseDir: "data" }),
    warehouse: new DuckDBIOManager({ database: "data/w.duckdb", schema: "sales" }),
  },
});
`;

const DEFAULT_TSCONFIG = `{ "compilerOptions": { "strict": true, "target": "ES2023", "module": "NodeNext", "types": [] }, "include": ["**/*.ts"] }`;

/** A project from the files in the text. Imports of `millrace` resolve to the types of the real package. */
export function fixture(text: string, more: { config?: string; sdk?: boolean; typesLater?: boolean; ignoresCase?: boolean } = {}): Fixture {
  const { texts, cursor } = parse(text);
  if (!texts.has(`${ROOT}/millrace.config.ts`)) texts.set(`${ROOT}/millrace.config.ts`, more.config ?? DEFAULT_CONFIG);
  if (!texts.has(`${ROOT}/tsconfig.json`)) texts.set(`${ROOT}/tsconfig.json`, DEFAULT_TSCONFIG);
  const workspace = createWorkspace(more.ignoresCase ? ignoringCase(texts) : memoryFiles(texts, more.sdk ?? true), {
    typesLater: more.typesLater ?? false,
  });
  workspace.apply([{ kind: "folder-added", path: ROOT }]);
  const project = workspace.project(ROOT);
  if (!project) throw new Error("the fixture holds no project");
  return { texts, cursor, workspace, project };
}

function parse(text: string): Pick<Fixture, "texts" | "cursor"> {
  const texts = new Map<string, string>();
  let cursor: Fixture["cursor"] = null;
  const source =
    text.startsWith("//- ") || text.startsWith("\n//- ") ? text.replace(/^\n/, "") : `//- /src/assets.ts\n${text.replace(/^\n/, "")}`;
  for (const part of source.split(/^\/\/- /m).slice(1)) {
    const newline = part.indexOf("\n");
    const file = ROOT + part.slice(0, newline).trim();
    let body = part.slice(newline + 1);
    const offset = body.indexOf("$0");
    if (offset >= 0) {
      cursor = { file, offset };
      body = body.slice(0, offset) + body.slice(offset + 2);
    }
    texts.set(file, body);
  }
  return { texts, cursor };
}

/** The files of the fixture. Below `/project/node_modules/millrace` is the built package of this repository. */
function memoryFiles(texts: ReadonlyMap<string, string>, sdk: boolean): FileAccess {
  const real = (path: string): string | null => {
    const inside = path.startsWith(`${ROOT}/node_modules/millrace`) ? path.slice(`${ROOT}/node_modules/millrace`.length) : null;
    return inside === null || !sdk ? null : `${repository}/runtime${inside}`;
  };
  const folders = new Set<string>();
  for (const path of texts.keys()) {
    for (let folder = path; folder.includes("/"); ) {
      folder = folder.slice(0, folder.lastIndexOf("/"));
      folders.add(folder === "" ? "/" : folder);
    }
  }
  return {
    read: (path) => texts.get(path) ?? delegate(path, (there) => nodeFiles.read(there)),
    fileExists: (path) => texts.has(path) || delegate(path, (there) => nodeFiles.fileExists(there)) === true,
    directoryExists: (path) =>
      folders.has(path) || (sdk && path === `${ROOT}/node_modules`) || delegate(path, (there) => nodeFiles.directoryExists(there)) === true,
    list: (path) => {
      const there = real(path);
      return there === null ? entries(texts, path) : nodeFiles.list(there);
    },
    realpath: (path) => path,
  };

  function delegate<T>(path: string, ask: (there: string) => T): T | undefined {
    const there = real(path);
    return there === null ? undefined : ask(there);
  }
}

/** The files as on a disk of Windows or macOS: found by names in any case, with the real name from `realpath`. */
function ignoringCase(texts: ReadonlyMap<string, string>): FileAccess {
  const disk = memoryFiles(texts, true);
  const realpath = (path: string) => [...texts.keys()].find((each) => each.toLowerCase() === path.toLowerCase()) ?? path;
  return {
    ...disk,
    read: (path) => disk.read(realpath(path)),
    fileExists: (path) => disk.fileExists(realpath(path)),
    realpath,
  };
}

function entries(texts: ReadonlyMap<string, string>, folder: string): DirectoryEntry[] {
  const found = new Map<string, DirectoryEntry>();
  for (const path of texts.keys()) {
    if (!path.startsWith(`${folder}/`)) continue;
    const [name = "", ...rest] = path.slice(folder.length + 1).split("/");
    found.set(name, { name, kind: rest.length > 0 ? "directory" : "file" });
  }
  return [...found.values()];
}
