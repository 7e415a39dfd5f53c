// Keeps what the files of a project said when they were read, with their texts: a file whose text is the same is not parsed again.
import { createHash } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import { MOST_OF_TEXT } from "../../runtime/disk/regular-file.js";
import type { Project, ReadFile } from "../analysis/index.js";
import { builtBy, keep, readKept } from "./cache-folder.js";

const NAME = "facts.v8";

interface Kept {
  readonly by: string;
  readonly dir: string;
  readonly read: ReadonlyMap<string, ReadFile>;
}

/** By path; none where nothing was kept, or by another build, or where it is not what was written. */
export function readFacts(dir: string): ReadonlyMap<string, ReadFile> {
  const bytes = readKept(dir, NAME);
  try {
    const kept = bytes && isWhole(bytes) && (deserialize(bytes.subarray(HASH)) as Kept);
    return kept && kept.by === readBy() && kept.dir === dir && kept.read instanceof Map ? kept.read : new Map();
  } catch {
    return new Map();
  }
}

/** `known`: what is kept already. */
export function keepFacts(dir: string, project: Pick<Project, "readFiles">, known: ReadonlyMap<string, ReadFile>): void {
  // What a file said before it could not be read is no fact of its text.
  const read = new Map([...project.readFiles()].filter(([, { facts }]) => facts.outdated !== true));
  if ([...read].every(([path, file]) => known.get(path) === file)) return;
  const kept: Kept = { by: readBy(), dir, read };
  const bytes = serialize(kept);
  // Larger ones nobody would read again.
  if (HASH + bytes.length > MOST_OF_TEXT) return;
  keep(dir, NAME, Buffer.concat([hashOf(bytes), bytes]));
}

/** The bytes of the hash that stands before the rest. */
const HASH = 32;

/** Damaged bytes may still be data, but other data. */
function isWhole(bytes: Buffer): boolean {
  return bytes.length > HASH && hashOf(bytes.subarray(HASH)).equals(bytes.subarray(0, HASH));
}

function hashOf(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}

/** A hash of the sources that read facts, which the build puts in: the extension and the package keep the same. */
declare const __reader: string;

/** Another reader may read something else. */
function readBy(): string {
  return typeof __reader === "string" ? __reader : builtBy();
}
