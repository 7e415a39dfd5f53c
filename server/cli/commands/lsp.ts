// `millrace lsp`: its arguments and options, and its help.
import type { Declare } from "./declare.js";

export const lsp: Declare = ({ program }) => {
  program
    .command("lsp")
    .description("serve an editor over the Language Server Protocol")
    .option("--stdio", "over standard input and output (the only way from a terminal)")
    .action(async () => {
      if (!process.argv.includes("--stdio")) process.argv.push("--stdio");
      await import("../../lsp/main.js");
      // The server runs until its client closes the connection.
      await new Promise(() => {});
    });
};
