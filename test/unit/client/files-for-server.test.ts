// Which files are sent to a server that cannot read files itself.
import { expect, test } from "vitest";
import { filesForServer, type Readable } from "../../../client/language/files-for-server.js";

const ROOT = "memfs:/home/.me/dist";
const FILES = [
  "millrace.config.ts",
  "src/assets.ts",
  "src/notes.md",
  "dist/built.js",
  "node_modules/zod/index.d.ts",
  ".git/config.json",
  ".millrace/records/a/@/1.json",
  ".millrace/runs/1.json",
].map((name) => `${ROOT}/${name}`);

const readable: Readable = {
  isFolder: async (uri) => {
    if (FILES.includes(uri)) return false;
    if (FILES.some((file) => file.startsWith(`${uri}/`))) return true;
    throw new Error("no such file");
  },
  list: async (folder) => {
    const names = new Set(
      FILES.flatMap((file) => (file.startsWith(`${folder}/`) ? [file.slice(folder.length + 1).split("/")[0] ?? ""] : [])),
    );
    return [...names].map((name) => ({ uri: `${folder}/${name}`, isFolder: !FILES.includes(`${folder}/${name}`) }));
  },
  read: async () => new Uint8Array(),
};

const read = async (...uris: string[]) => {
  const { files, gone } = await filesForServer(readable, uris, [ROOT]);
  return { files: files.map(({ uri }) => uri.slice(ROOT.length + 1)).sort(), gone };
};
const sources = [".millrace/records/a/@/1.json", "millrace.config.ts", "src/assets.ts"];

test("a folder gives its sources and records, whatever it is called itself", async () => {
  expect(await read(ROOT)).toEqual({ files: sources, gone: [] });
});

test("a file that changed is read by the same rule, and one that is gone is told", async () => {
  expect(await read(...FILES)).toEqual({ files: sources, gone: [] });
  expect(await read(`${ROOT}/dist`, `${ROOT}/node_modules/zod`, `${ROOT}/src`)).toEqual({ files: ["src/assets.ts"], gone: [] });
  expect(await read(`${ROOT}/src/old.ts`)).toEqual({ files: [], gone: [`${ROOT}/src/old.ts`] });
});
