// Unhandled rejections of one step. They fail this step, and nothing else of the run.
import { isError } from "../sdk/is-error.js";
import { messageOf } from "./store.js";

export interface LostErrors {
  /** Reports an unhandled rejection of a promise that the step created. */
  tell(error: unknown): void;
  /** Like `work`, but rejects as soon as an error is reported, because `work` may wait for something that never happens. */
  among<T>(work: Promise<T>): Promise<T>;
  /** Throws the error that was reported since the last attempt began. */
  refuse(): void;
  /** Begins a new attempt: earlier errors have already failed the last one. */
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
  // The stack of this error does not show a place in the user's code, so the original stack is used.
  if (isError(error) && error.stack !== undefined) told.stack = error.stack;
  return told;
}
