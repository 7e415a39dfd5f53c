// What is to be cleared up when a process of the tests ends.

const works: (() => void)[] = [];

/** Does this when the process ends, also when vitest ends it with a signal because its last file is through. */
export function atEnd(work: () => void): void {
  if (works.length === 0) {
    process.once("exit", clearUp);
    process.once("SIGTERM", () => {
      clearUp();
      // In vitest's processes `exit` is another.
      process.kill(process.pid, "SIGKILL");
    });
  }
  works.push(work);
}

function clearUp(): void {
  for (const work of works.splice(0)) work();
}
