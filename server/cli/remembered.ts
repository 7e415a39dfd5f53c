// Remembers what a command worked out, with everything it saw of the disk: while all of that holds, nothing is worked out again.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FileAccess } from "../analysis/plain.js";
import { serverVersion } from "../lsp/version.js";
import { noteFiles, type Seen, stillHolds } from "./seen-files.js";

interface Remembered {
  readonly by: string;
  readonly at: number;
  readonly seen: readonly Seen[];
  readonly result: unknown;
}

/** How many answers are kept of a project: each selection has one of its own. */
const MOST = 50;

/**
 * What `compute` gives, plain data, from what it reads through `files`; from the last time where that would be the same.
 * `keeps` says whether a result may be used again: not where it depends on more than files. `name` names the question, with all that is asked.
 */
export async function remembered<T>(
  dir: string,
  name: readonly unknown[],
  compute: (files: FileAccess) => Promise<T>,
  keeps: (result: T) => boolean = () => true,
): Promise<T> {
  const folder = join(dir, ".millrace", "cache");
  const path = join(folder, `${createHash("sha1").update(JSON.stringify(name)).digest("hex").slice(0, 20)}.json`);
  const known = read(path);
  if (known !== null && known.by === builtBy() && stillHolds(known.seen, known.at)) return known.result as T;
  const { files, seen } = noteFiles();
  const at = Date.now();
  const result = await compute(files);
  if (keeps(result)) write(folder, path, { by: builtBy(), at, seen: seen(), result });
  return result;
}

function read(path: string): Remembered | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Remembered;
  } catch {
    return null;
  }
}

/** What cannot be written is worked out again the next time. */
function write(folder: string, path: string, remembered: Remembered): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, ".gitignore"), "*\n");
    const old = readdirSync(folder).filter((name) => name.endsWith(".json"));
    if (old.length >= MOST) for (const name of old) rmSync(join(folder, name), { force: true });
    const part = `${path}.${process.pid}`;
    writeFileSync(part, JSON.stringify(remembered));
    renameSync(part, path);
  } catch {
    // A read-only project, a full disk: the answer itself is right all the same.
  }
}

/** Another build of Millrace may work out something else. */
function builtBy(): string {
  const { mtimeMs, size } = statSync(fileURLToPath(import.meta.url));
  return `${serverVersion()} ${process.version} ${mtimeMs} ${size}`;
}
