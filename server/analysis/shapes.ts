// Which edits can have changed types: those that changed the shape of a file.
import type { FileReadings } from "./file-readings.js";

export interface Shapes {
  /** Records the shapes of all files as they are now. Returns no files. */
  learn(): readonly string[];
  /** Records the shape of each of these files that has none yet. Call it before an edit. */
  remember(files: readonly string[]): void;
  /** The edited files whose shape differs from the last recorded one. */
  changed(edited: readonly string[]): readonly string[];
}

/** `readFiles` returns every file that was read so far. */
export function createShapes({ facts, readFiles }: { facts: FileReadings["facts"]; readFiles(): FileReadings["all"] }): Shapes {
  const known = new Map<string, string | null>();

  /** Null if the file was not read: every edit of a declaration file counts. */
  function shapeOf(file: string): string | null {
    const found = readFiles().has(file) ? facts(file) : undefined;
    return found ? `${found.syntaxErrors.length > 0 ? "!" : ""}${found.shape.hash}` : null;
  }

  return {
    learn() {
      known.clear();
      for (const file of readFiles().keys()) known.set(file, shapeOf(file));
      return [];
    },
    remember(files) {
      for (const file of files) if (!known.has(file)) known.set(file, shapeOf(file));
    },
    changed(edited) {
      return edited.filter((file) => {
        const now = shapeOf(file);
        const before = known.get(file) ?? null;
        known.set(file, now);
        return now === null || now !== before;
      });
    },
  };
}
