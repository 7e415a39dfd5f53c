// Keeps the manifest of a project with everything that was seen of the disk while it was made: while all of that holds, TypeScript is not loaded.
import { closeSync, existsSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ProjectManifest } from "../../runtime/contract/manifest.js";
import { openNewSync, temporaryName } from "../../runtime/disk/new-file.js";
import { makeFolder } from "../../runtime/disk/own-folder.js";
import { readTextSync } from "../../runtime/disk/regular-file.js";
import type { TypesBasis } from "../analysis/index.js";
import { serverVersion } from "../lsp/version.js";
import { covers, type Wanted } from "./manifest-source.js";
import { editedSince, noteFiles, type Seen, seenSince } from "./seen-files.js";

interface Kept {
  readonly by: string;
  /** When it was made, ms since 1970. */
  readonly at: number;
  readonly seen: readonly Seen[];
  readonly manifest: ProjectManifest;
  readonly basis: TypesBasis;
}

/** The manifest of the project in a folder as its text tells it: as it was kept, else read anew. */
export async function manifestIn(dir: string, wanted: Wanted): Promise<ProjectManifest> {
  const kept = readKept(dir);
  const edited = kept && editedSince(kept.seen, kept.at);
  if (kept !== null && edited?.length === 0 && !isOverdue(kept) && covers(kept.manifest, wanted)) return kept.manifest;
  const { files, seen } = noteFiles();
  const at = Date.now();
  const { readManifest } = await import("./read-manifest.js");
  const earlier = kept && edited && { ...kept, edited };
  const read = readManifest(dir, files, wanted, earlier);
  // What is taken from before rests on what was seen then.
  keep(dir, { by: builtBy(), at, seen: earlier ? seenSince(earlier.seen, earlier.edited, seen()) : seen(), ...read });
  return read.manifest;
}

const folderIn = (dir: string): string => join(dir, ".millrace", "cache");
const NAME = "manifest.json";

function readKept(dir: string): Kept | null {
  try {
    const kept = JSON.parse(readTextSync(join(folderIn(dir), NAME))) as Kept;
    // A copy of a project brings along what was seen of the other one.
    return kept.by === builtBy() && kept.manifest.projectDir === dir ? kept : null;
  } catch {
    return null;
  }
}

const HOUR = 3_600_000;

/** Partitions by time come and go; their problems are looked for once an hour. */
function isOverdue({ manifest, at }: Kept): boolean {
  return manifest.isByTime && Math.floor(at / HOUR) !== Math.floor(Date.now() / HOUR);
}

/** What cannot be written is read anew the next time. */
function keep(dir: string, kept: Kept): void {
  const folder = folderIn(dir);
  const part = temporaryName(join(folder, NAME));
  try {
    makeFolder(folder);
    const ignored = join(folder, ".gitignore");
    if (!existsSync(ignored)) writeNew(ignored, "*\n");
    writeNew(part, JSON.stringify(kept));
    renameSync(part, join(folder, NAME));
  } catch {
    // A read-only project, a full disk: the answer itself is right all the same.
    removeQuietly(part);
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Where nothing can be written, nothing was.
  }
}

function writeNew(path: string, text: string): void {
  const file = openNewSync(path);
  try {
    writeFileSync(file, text);
  } finally {
    closeSync(file);
  }
}

/** Another build of Millrace may read something else. */
function builtBy(): string {
  const { mtimeMs, size } = statSync(fileURLToPath(import.meta.url));
  return `${serverVersion()} ${process.version} ${mtimeMs} ${size}`;
}
