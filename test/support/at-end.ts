// Cleans up when a process of the tests ends.

const works: (() => void)[] = [];

/** Calls `work` when the process ends, also when vitest ends it with a signal after its last file. */
export function atEnd(work: () => void): void {
  if (works.length === 0) {
    process.once("exit", clearUp);
    process.once("SIGTERM", () => {
      clearUp();
      // In vitest's processes, `process.exit` is replaced.
      process.kill(process.pid, "SIGKILL");
    });
  }
  works.push(work);
}

function clearUp(): void {
  for (const work of works.splice(0)) work();
}
