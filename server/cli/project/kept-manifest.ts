// Caches the manifest of a project with everything that was read from the disk to create it. While all of that is unchanged, TypeScript
// is not loaded.
import type { ProjectManifest } from "../../../runtime/contract/manifest.js";
import type { TypesBasis } from "../../analysis/index.js";
import { builtBy, keep, readKept } from "../../lsp/cache-folder.js";
import { covers, type Wanted } from "./manifest-source.js";
import { editedSince, noteFiles, type Seen, seenSince } from "./seen-files.js";

interface Kept {
  readonly by: string;
  /** When it was created, in ms since 1970. */
  readonly at: number;
  readonly seen: readonly Seen[];
  readonly manifest: ProjectManifest;
  readonly basis: TypesBasis;
}

/** The manifest of the project in a folder, from its text: from the cache, else read again. */
export async function manifestIn(dir: string, wanted: Wanted): Promise<ProjectManifest> {
  const kept = keptIn(dir);
  const edited = kept && editedSince(kept.seen, kept.at);
  if (kept !== null && edited?.length === 0 && !isOverdue(kept) && covers(kept.manifest, wanted)) return kept.manifest;
  const { files, seen } = noteFiles();
  const at = Date.now();
  const { readManifest } = await import("./read-manifest.js");
  const earlier = kept && edited && { ...kept, edited };
  const read = readManifest(dir, files, wanted, earlier);
  // The reused part depends on what was read for the earlier manifest.
  const made: Kept = { by: builtBy(), at, seen: earlier ? seenSince(earlier.seen, earlier.edited, seen()) : seen(), ...read };
  keep(dir, NAME, JSON.stringify(made));
  return read.manifest;
}

const NAME = "manifest.json";

function keptIn(dir: string): Kept | null {
  try {
    const kept = JSON.parse(String(readKept(dir, NAME))) as Kept;
    // A copied project contains the cache of the original.
    return kept.by === builtBy() && kept.manifest.projectDir === dir ? kept : null;
  } catch {
    return null;
  }
}

const HOUR = 3_600_000;

/** Partitions by time come and go, so their problems are checked once an hour. */
function isOverdue({ manifest, at }: Kept): boolean {
  return manifest.isByTime && Math.floor(at / HOUR) !== Math.floor(Date.now() / HOUR);
}
