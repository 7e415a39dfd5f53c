// Caches what types say about exports and functions. Asking TypeScript is slow, and few edits change an answer.
import { importersOf } from "./importers.js";
import type { Shapes } from "./shapes.js";

/** A question that wiring asks about the types of a file. */
export type TypeQuestion =
  | { readonly kind: "holds-assets"; readonly exported: string }
  /** The function that an expression evaluates to. */
  | { readonly kind: "takes-parameters"; readonly start: number; readonly end: number };

type Ask = (file: string, question: TypeQuestion) => boolean;

export interface HeldAnswers {
  /** Returns a guess if the question must be asked (again): the answer before the edit, else true. */
  recall(file: string, question: TypeQuestion, imports: () => ReadonlyMap<string, readonly string[]>): boolean;
  /** Asks about guesses for about `budget` milliseconds. `changed`: a guess was wrong. `done`: no guesses are left. */
  settle(ask: Ask, budget: number): { readonly changed: boolean; readonly done: boolean };
  /** These files are about to be read again. Null means that anything may have changed. */
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
  /** The last answer of each file about whether a function takes parameters. */
  const lastOfFunctions = new Map<string, boolean>();
  /** The answers that are guesses, with their files. */
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
      // A guess is asked about when it is needed, with the text of that time.
      guessed = new Map();
      // Offsets in an edited text are different: their answers are asked again. The guess is the last answer of the file.
      for (const answers of (files ?? []).flatMap((file) => byFile.get(file) ?? []))
        for (const [id, { question }] of answers) if (question.kind === "takes-parameters") answers.delete(id);
      if (files === null) byFile.clear();
      // A declaration file may affect every file.
      else if (files.some((file) => /\.d\.[cm]?ts$/.test(file))) for (const answers of byFile.values()) doubt(answers.values());
      else for (const file of files) edited.add(file);
    },
  };
}
