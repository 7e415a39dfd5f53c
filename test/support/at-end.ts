// What is to be cleared up when a process of the tests ends.

let listens = false;

/** Does this when the process ends, also when vitest ends it with a signal because its last file is through. */
export function atEnd(work: () => void): void {
  if (!listens) process.once("SIGTERM", () => process.exit());
  listens = true;
  process.once("exit", work);
}
