// Remembers which exports hold assets by their types: asking costs TypeScript a look at each, and few edits change an answer.
import { importersOf } from "./importers.js";

type Ask = (file: string, exported: string) => boolean;

export interface HeldAssets {
  /** Whether an export holds assets. A guess where that is to be asked (again): what was true before the edit, else that it does. */
  recall(file: string, exported: string, imports: () => ReadonlyMap<string, readonly string[]>): boolean;
  /** Asks about guesses, for about so many milliseconds; `changed` when one was wrong, `done` when there were none. */
  settle(ask: Ask, budget: number): { readonly changed: boolean; readonly done: boolean };
  /** These files were edited; null is anything may be another. */
  changed(files: readonly string[] | null): void;
}

interface Answer {
  holds: boolean;
  sure: boolean;
}

export function createHeldAssets(): HeldAssets {
  const byFile = new Map<string, Map<string, Answer>>();
  const edited = new Set<string>();
  let guessed = new Map<Answer, readonly [file: string, exported: string]>();

  const doubt = (answers: Iterable<Answer>) => {
    for (const answer of answers) answer.sure = false;
  };

  return {
    recall(file, exported, imports) {
      if (edited.size > 0) for (const stale of importersOf(imports(), edited)) doubt(byFile.get(stale)?.values() ?? []);
      edited.clear();
      const answers = byFile.get(file) ?? new Map<string, Answer>();
      byFile.set(file, answers);
      const answer = answers.get(exported) ?? { holds: true, sure: false };
      answers.set(exported, answer);
      if (!answer.sure) guessed.set(answer, [file, exported]);
      return answer.holds;
    },
    settle(ask, budget) {
      const end = Date.now() + budget;
      const done = guessed.size === 0;
      let changed = false;
      for (const [answer, [file, exported]] of guessed) {
        const holds = ask(file, exported);
        changed ||= holds !== answer.holds;
        answer.holds = holds;
        answer.sure = true;
        guessed.delete(answer);
        if (Date.now() > end) break;
      }
      return { changed, done };
    },
    changed(files) {
      // A guess is asked about as of the present text, by whoever needs it then.
      guessed = new Map();
      if (files === null) byFile.clear();
      // A declaration file may say something everywhere.
      else if (files.some((file) => /\.d\.[cm]?ts$/.test(file))) for (const answers of byFile.values()) doubt(answers.values());
      else for (const file of files) edited.add(file);
    },
  };
}
