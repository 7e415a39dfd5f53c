// Which edits can have changed the types of anything: those that gave a file another shape.
import type { FileReadings } from "./file-readings.js";

export interface Shapes {
  /** Takes the shapes of all files as they are now; gives no file. */
  learn(): readonly string[];
  /** Takes the shape of each of these files that has none yet. To be called before an edit. */
  remember(files: readonly string[]): void;
  /** Those of the edited files that have another shape than when this was last asked. */
  changed(edited: readonly string[]): readonly string[];
}

/** `readFiles` gives every file that was read so far. */
export function createShapes({ facts, readFiles }: { facts: FileReadings["facts"]; readFiles(): FileReadings["all"] }): Shapes {
  const known = new Map<string, string | null>();

  /** Null where nobody read the file: of a declaration file every edit counts. */
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
