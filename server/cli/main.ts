// The entry of the terminal's process: `millrace …`.
import { millrace } from "./millrace.js";
import { printError } from "./output/print.js";
import { systemFailure } from "./output/system-failure.js";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // `millrace graph | head` closes the pipe early. That is not a failure, and the command ends with its own exit code.
  if (error.code !== "EPIPE") throw error;
});

millrace(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    printError(systemFailure(error) ?? `millrace failed; this is a bug of Millrace.\n${stack}`);
    process.exitCode = 1;
  },
);
