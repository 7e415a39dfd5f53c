// Keeps the bundle of a project on disk until one of its files, or the target of an import, changes.
import { createHash, randomUUID } from "node:crypto";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "esbuild";
import { openNew } from "../disk/new-file.js";
import { readBytes, readText } from "../disk/regular-file.js";

/** What is stored about a bundle beside its text. */
export interface Bundle {
  /** The name of its file in the folder of bundles. */
  readonly file: string;
  /** What the bundle imports: package path → the first source that imports it. */
  readonly importers: ReadonlyMap<string, string>;
  /** Whether a source of the project is CommonJS and calls `require`. */
  readonly requires: boolean;
  /** File → how many characters were inserted before its first line. */
  readonly prefixLengths: ReadonlyMap<string, number>;
  /** Whether it stays on disk for the next process. */
  readonly isKept: boolean;
}

interface Kept {
  readonly key: string;
  readonly file: string;
  /** The hash of its content. */
  readonly hash: string;
  readonly importers: readonly (readonly [string, string])[];
  readonly requires: boolean;
  readonly prefixLengths: readonly (readonly [string, number])[];
  /** Each file that it depends on, with the hash of its content; an empty hash when the file does not exist. */
  readonly inputs: readonly (readonly [string, string])[];
}

/** Bundles with this prefix are kept. All others are removed with the process that created them. */
export const KEPT = "kept-";
/** A file that is imported as text may be large, and so may a bundle. */
const MOST_OF_INPUT = 512 << 20;
const INDEX = `${KEPT}bundle.json`;

/** The kept bundle for `key`, which identifies all dependencies beside the files; null when the bundle would be different now. */
export async function keptBundle(folder: string, key: string): Promise<Bundle | null> {
  try {
    const kept = JSON.parse(await readText(join(folder, INDEX))) as Kept;
    if (kept.key !== key) return null;
    const same = await Promise.all(kept.inputs.map(async ([path, hash]) => (await contentHash(path)) === hash));
    if (same.includes(false)) return null;
    // A full disk or a power failure may truncate the file.
    if ((await contentHash(join(folder, kept.file))) !== kept.hash) return null;
    return { ...kept, importers: new Map(kept.importers), prefixLengths: new Map(kept.prefixLengths), isKept: true };
  } catch {
    return null;
  }
}

/** Returns whether the bundle was stored. If it was not, the next process bundles again. */
export async function keepBundle(
  folder: string,
  key: string,
  bundle: Omit<Bundle, "isKept">,
  inputs: ReadonlyMap<string, string>,
): Promise<boolean> {
  const { file, requires } = bundle;
  const hash = await contentHash(join(folder, file));
  const kept: Kept = {
    key,
    file,
    hash,
    requires,
    importers: [...bundle.importers],
    prefixLengths: [...bundle.prefixLengths],
    inputs: [...inputs],
  };
  // Begins with the prefix of this process, like all bundles that are removed with it.
  const part = join(folder, `${process.pid}-${randomUUID()}-${INDEX}`);
  try {
    const written = await openNew(part);
    await written.writeFile(JSON.stringify(kept)).finally(() => written.close());
    await rename(part, join(folder, INDEX));
    await removeOlder(folder, file);
    return true;
  } catch {
    await rm(part, { force: true });
    return false;
  }
}

/** A process that starts now may be about to import the previous bundle. */
const OLD_MS = 3_600_000;

async function removeOlder(folder: string, file: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(KEPT) || name === INDEX || name.startsWith(file)) continue;
    const { mtimeMs } = await stat(join(folder, name));
    if (Date.now() - mtimeMs > OLD_MS) await rm(join(folder, name), { force: true });
  }
}

/** Hashes every file before esbuild reads it, so that a change in between is noticed the next time. */
export function noteInputs(inputs: Map<string, string>): Plugin {
  return {
    name: "millrace-inputs",
    setup(build) {
      for (const namespace of ["file", "text"]) {
        build.onLoad({ filter: /./, namespace }, async ({ path }) => {
          inputs.set(path, await contentHash(path));
          return undefined;
        });
      }
    },
  };
}

export function hashOf(text: string | Buffer): string {
  return createHash("sha1").update(text).digest("base64");
}

/** The hash of a file's content; empty when the file does not exist. */
export async function contentHash(path: string): Promise<string> {
  const content = await readBytes(path, MOST_OF_INPUT).catch(() => null);
  return content === null ? "" : hashOf(content);
}
