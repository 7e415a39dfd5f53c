// Remembers what types told of exports and functions: asking costs TypeScript a look at each, and few edits change an answer.
import { importersOf } from "./importers.js";
import type { Shapes } from "./shapes.js";

/** What wiring asks the types of a file. */
export type TypeQuestion =
  | { readonly kind: "holds-assets"; readonly exported: string }
  /** The function that an expression gives. */
  | { readonly kind: "takes-parameters"; readonly start: number; readonly end: number };

type Ask = (file: string, question: TypeQuestion) => boolean;

export interface HeldAnswers {
  /** A guess where that is to be asked (again): what was true before the edit, else yes. */
  recall(file: string, question: TypeQuestion, imports: () => ReadonlyMap<string, readonly string[]>): boolean;
  /** Asks about guesses, for about so many milliseconds; `changed` when one was wrong, `done` when there were none. */
  settle(ask: Ask, budget: number): { readonly changed: boolean; readonly done: boolean };
  /** These files are about to be read anew; null is anything may be another. */
  changed(files: readonly string[] | null): void;
}

interface Answer {
  readonly question: TypeQuestion;
  is: boolean;
  sure: boolean;
}

export function createHeldAnswers(shapes: Pick<Shapes, "remember" | "changed">): HeldAnswers {
  const byFile = new Map<string, Map<string, Answer>>();
  const edited = new Set<string>();
  /** Whether the last function of a file that was asked about takes parameters. */
  const lastOfFunctions = new Map<string, boolean>();
  /** The answers that are guesses, each with its file. */
  let guessed = new Map<Answer, string>();

  const doubt = (answers: Iterable<Answer>) => {
    for (const answer of answers) answer.sure = false;
  };

  return {
    recall(file, question, imports) {
      const reshaped = shapes.changed([...edited]);
      if (reshaped.length > 0) for (const stale of importersOf(imports(), reshaped)) doubt(byFile.get(stale)?.values() ?? []);
      edited.clear();
      const answers = byFile.get(file) ?? new Map<string, Answer>();
      byFile.set(file, answers);
      const id = JSON.stringify(question);
      const guess = question.kind === "takes-parameters" ? (lastOfFunctions.get(file) ?? true) : true;
      const answer = answers.get(id) ?? { question, is: guess, sure: false };
      answers.set(id, answer);
      if (!answer.sure) guessed.set(answer, file);
      return answer.is;
    },
    settle(ask, budget) {
      const end = Date.now() + budget;
      const done = guessed.size === 0;
      let changed = false;
      for (const [answer, file] of guessed) {
        const { question } = answer;
        const is = ask(file, question);
        changed ||= is !== answer.is;
        answer.is = is;
        if (question.kind === "takes-parameters") lastOfFunctions.set(file, is);
        answer.sure = true;
        guessed.delete(answer);
        if (Date.now() > end) break;
      }
      return { changed, done };
    },
    changed(files) {
      shapes.remember(files ?? []);
      // A guess is asked about as of the present text, by whoever needs it then.
      guessed = new Map();
      // A place in an edited text is another one: its answer is asked for anew, and guessed to be as the last of the file.
      for (const answers of (files ?? []).flatMap((file) => byFile.get(file) ?? []))
        for (const [id, { question }] of answers) if (question.kind === "takes-parameters") answers.delete(id);
      if (files === null) byFile.clear();
      // A declaration file may say something everywhere.
      else if (files.some((file) => /\.d\.[cm]?ts$/.test(file))) for (const answers of byFile.values()) doubt(answers.values());
      else for (const file of files) edited.add(file);
    },
  };
}
