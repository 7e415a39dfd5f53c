// Records everything that is read from the disk, and checks later whether the disk is unchanged.
import { createHash } from "node:crypto";
import { type BigIntStats, statSync } from "node:fs";
import type { FileAccess } from "../../analysis/plain.js";
import { nodeFiles } from "../../lsp/node-files.js";

/** A question, its path, and the answer. */
export type Seen =
  | readonly ["read", path: string, hash: string | null, stamp: string | null]
  | readonly ["file" | "folder", path: string, exists: boolean]
  | readonly ["list" | "link", path: string, answer: string];

export interface SeenFiles {
  /** The disk, with recorded answers. */
  readonly files: FileAccess;
  seen(): readonly Seen[];
}

export function noteFiles(): SeenFiles {
  const seen = new Map<string, Seen>();
  const note = (entry: Seen) => {
    if (!seen.has(idOf(entry))) seen.set(idOf(entry), entry);
  };
  return {
    files: {
      read(path) {
        const stamp = stampOf(path);
        const text = nodeFiles.read(path);
        note(["read", path, text === undefined ? null : hashOf(text), stamp]);
        return text;
      },
      refusal: (path) => nodeFiles.refusal?.(path) ?? null,
      fileExists(path) {
        const exists = nodeFiles.fileExists(path);
        note(["file", path, exists]);
        return exists;
      },
      directoryExists(path) {
        const exists = nodeFiles.directoryExists(path);
        note(["folder", path, exists]);
        return exists;
      },
      list(path) {
        const entries = nodeFiles.list(path);
        note(["list", path, listed(path)]);
        return entries;
      },
      realpath(path) {
        const real = nodeFiles.realpath(path);
        note(["link", path, real]);
        return real;
      },
    },
    seen: () => [...seen.values()],
  };
}

/**
 * The files whose text changed since `then` (ms since 1970). Null if anything else on the disk changed. A file with the same times, size
 * and place is taken to be unchanged, except if it was changed so shortly before that its clock may not distinguish two changes: then its
 * text is compared.
 */
export function editedSince(seen: readonly Seen[], then: number): readonly string[] | null {
  const edited: string[] = [];
  for (const entry of seen) {
    if (holds(entry, then)) continue;
    const [kind, path, before] = entry;
    if (kind !== "read" || before === null || stampOf(path) === null) return null;
    edited.push(path);
  }
  return edited;
}

/** What was read for a state and for the one before it, of which some files were edited. */
export function seenSince(before: readonly Seen[], edited: readonly string[], now: readonly Seen[]): readonly Seen[] {
  const again = new Set([...now.map(idOf), ...edited.map((path) => idOf(["read", path, null, null]))]);
  return [...before.filter((entry) => !again.has(idOf(entry))), ...now];
}

const idOf = ([kind, path]: Seen): string => `${kind} ${path}`;

/** The resolution of the clocks of file systems, in ms (FAT: two seconds). */
const COARSE = 2_000;

function holds(entry: Seen, then: number): boolean {
  const [kind, path] = entry;
  switch (kind) {
    case "read": {
      const [, , hash, stamp] = entry;
      const now = stampOf(path);
      if (now === stamp && (now === null || Number(now.split(" ")[0]) < then - COARSE)) return true;
      const text = nodeFiles.read(path);
      return (text === undefined ? null : hashOf(text)) === hash;
    }
    case "file":
      return nodeFiles.fileExists(path) === entry[2];
    case "folder":
      return nodeFiles.directoryExists(path) === entry[2];
    case "list":
      return listed(path) === entry[2];
    case "link":
      return nodeFiles.realpath(path) === entry[2];
  }
}

/** When a file was last changed, in ms, its size and its place. Null if it does not exist. */
function stampOf(path: string): string | null {
  const stats: BigIntStats | undefined = lookedAt(path);
  if (stats === undefined) return null;
  const changed = Math.max(Number(stats.mtimeMs), Number(stats.ctimeMs));
  return [changed, stats.mtimeNs, stats.ctimeNs, stats.size, stats.ino, stats.dev].join(" ");
}

function lookedAt(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false, bigint: true });
  } catch {
    return undefined;
  }
}

/**
 * The files in a folder that affect reading: code, and files of package managers. Values that a run stores beside the code have no
 * effect.
 */
const DECIDES = /\.(?:[cm]?[jt]sx?|lockb?|yaml)$|^(?:package-lock|npm-shrinkwrap)\.json$/;

function listed(path: string): string {
  return hashOf(
    nodeFiles
      .list(path)
      .filter(({ name, kind }) => (kind === "directory" ? name !== ".millrace" : DECIDES.test(name)))
      .map(({ name, kind }) => `${kind} ${name}`)
      .sort()
      .join("\n"),
  );
}

function hashOf(text: string): string {
  return createHash("sha1").update(text).digest("base64");
}
