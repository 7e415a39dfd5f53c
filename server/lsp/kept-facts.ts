// Caches the facts of a project's files with their texts: a file with the same text is not parsed again.
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

/** By path. Empty if nothing is cached, if another build wrote it, or if it is damaged. */
export function readFacts(dir: string): ReadonlyMap<string, ReadFile> {
  const bytes = readKept(dir, NAME);
  try {
    const kept = bytes && isWhole(bytes) && (deserialize(bytes.subarray(HASH)) as Kept);
    return kept && kept.by === readBy() && kept.dir === dir && kept.read instanceof Map ? kept.read : new Map();
  } catch {
    return new Map();
  }
}

/** `known` is what is already cached. */
export function keepFacts(dir: string, project: Pick<Project, "readFiles">, known: ReadonlyMap<string, ReadFile>): void {
  // Facts of an earlier text are not facts of the current one.
  const read = new Map([...project.readFiles()].filter(([, { facts }]) => facts.outdated !== true));
  if ([...read].every(([path, file]) => known.get(path) === file)) return;
  const kept: Kept = { by: readBy(), dir, read };
  const bytes = serialize(kept);
  // A larger file would not be read again.
  if (HASH + bytes.length > MOST_OF_TEXT) return;
  keep(dir, NAME, Buffer.concat([hashOf(bytes), bytes]));
}

/** The length in bytes of the hash at the beginning. */
const HASH = 32;

/** Damaged bytes may still be valid data, but different data. */
function isWhole(bytes: Buffer): boolean {
  return bytes.length > HASH && hashOf(bytes.subarray(HASH)).equals(bytes.subarray(0, HASH));
}

function hashOf(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}

/** A hash of the sources that read facts, which the build inserts. It is the same in the extension and in the package. */
declare const __reader: string;

/** Identifies the reader, because another one may read facts differently. */
function readBy(): string {
  return typeof __reader === "string" ? __reader : builtBy();
}
