// Handles types on which TypeScript itself throws: it overflows its stack, or has a bug.
import { Unanswered } from "./reader/native/native-typescript.js";

/**
 * The result of `work`. If TypeScript throws, `failed` gets the error and `otherwise` is returned, so that everything else is still
 * checked.
 */
export function orElse<T>(otherwise: T, work: () => T, failed?: (error: unknown) => void): T {
  try {
    return work();
  } catch (error) {
    // Another engine answers this question.
    if (error instanceof Unanswered) throw error;
    failed?.(error);
    return otherwise;
  }
}
