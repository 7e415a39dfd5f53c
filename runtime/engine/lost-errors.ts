// Rejections that nobody awaited, of one step: they fail it, and nothing else of the run.
import { isError } from "../sdk/is-error.js";
import { messageOf } from "./store.js";

export interface LostErrors {
  /** A promise that came from the step was rejected, and nobody had a handler for it. */
  tell(error: unknown): void;
  /** As `work`, but rejects as soon as an error is told: what it waits for may never come. */
  among<T>(work: Promise<T>): Promise<T>;
  /** Throws the error that was told since the last attempt began. */
  refuse(): void;
  /** A new attempt: what was told before has failed the last one. */
  forget(): void;
}

export function lostErrors(): LostErrors {
  let lost: Error | null = null;
  let reject: ((error: Error) => void) | null = null;
  return {
    tell(error) {
      lost ??= explained(error);
      reject?.(lost);
    },
    among(work) {
      return new Promise((resolve, fail) => {
        reject = fail;
        if (lost !== null) fail(lost);
        work.then(resolve, fail);
      });
    },
    refuse() {
      if (lost !== null) throw lost;
    },
    forget() {
      lost = null;
    },
  };
}

function explained(error: unknown): Error {
  const told = new Error(`a promise that was not awaited was rejected: ${messageOf(error)}. Await it, or catch its error.`, {
    cause: error,
  });
  // Where the error was noticed is no place of the user's.
  if (isError(error) && error.stack !== undefined) told.stack = error.stack;
  return told;
}
