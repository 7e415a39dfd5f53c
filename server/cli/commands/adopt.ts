// `millrace adopt`: its arguments and options, and its help.
import type { Declare } from "./declare.js";

export const adopt: Declare = ({ ofProject, end }) => {
  ofProject("adopt")
    .description("create records for stored values that have none, for example in a fresh clone")
    .argument("[selection...]", "which assets; without a selection, all assets")
    .option("--dry-run", "print which values have no record")
    .option("--json", "as JSON")
    .addHelpText("after", ADOPT)
    .action(async (selection: string[], options) => end(await (await import("../actions/adopt.js")).adopt(selection, options)));
};

const ADOPT = `
Records are in .millrace, which is not in git, so values that others have stored have no records here. The command asks each manager for
the value at the address where it would store it. It does not check the content: make sure that these assets stored it.
Exits with 1 if there are several possible values, or if a manager cannot be reached.`;
