// Remembers which exports hold assets by their types: asking costs TypeScript a look at each, and few edits change an answer.
import { importersOf } from "./importers.js";

export interface HeldAssets {
  /** What is remembered, unless the file, or one it imports however far, was edited since; else what `ask` says. */
  recall(file: string, exported: string, imports: ReadonlyMap<string, readonly string[]>, ask: () => boolean): boolean;
  /** These files were edited; null is anything may be another. */
  changed(files: readonly string[] | null): void;
}

export function createHeldAssets(): HeldAssets {
  const byFile = new Map<string, Map<string, boolean>>();
  const edited = new Set<string>();
  return {
    recall(file, exported, imports, ask) {
      if (edited.size > 0) for (const stale of importersOf(imports, edited)) byFile.delete(stale);
      edited.clear();
      const answers = byFile.get(file) ?? new Map<string, boolean>();
      byFile.set(file, answers);
      const known = answers.get(exported);
      if (known !== undefined) return known;
      const answer = ask();
      answers.set(exported, answer);
      return answer;
    },
    changed(files) {
      if (files === null) byFile.clear();
      // A declaration file may say something everywhere.
      else if (files.some((file) => /\.d\.[cm]?ts$/.test(file))) byFile.clear();
      else for (const file of files) edited.add(file);
    },
  };
}
