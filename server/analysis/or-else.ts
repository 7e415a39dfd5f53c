// Types at which TypeScript itself fails: some overflow its stack, some meet a fault of its own.
import { Unanswered } from "./reader/native/native-typescript.js";

/** What `work` gives. Where TypeScript fails, `failed` is told why and `otherwise` is the answer, so that all else is looked at. */
export function orElse<T>(otherwise: T, work: () => T, failed?: (error: unknown) => void): T {
  try {
    return work();
  } catch (error) {
    // Another engine answers.
    if (error instanceof Unanswered) throw error;
    failed?.(error);
    return otherwise;
  }
}
