// `millrace adopt`: its arguments and options, and its help.
import type { Declare } from "./declare.js";

export const adopt: Declare = ({ ofProject, end }) => {
  ofProject("adopt")
    .description("create records for stored values that have none, for example in a fresh clone")
    .argument("[selection...]", "which assets; every asset when nothing is named")
    .option("--dry-run", "print which values have no record")
    .option("--json", "as JSON")
    .addHelpText("after", ADOPT)
    .action(async (selection: string[], options) => end(await (await import("../actions/adopt.js")).adopt(selection, options)));
};

const ADOPT = `
Records lie in .millrace, which is not in git: what others have stored is there, and nothing says so. Each manager is asked for what
lies where it would store the value. What is found is taken as it is: make sure that it was stored by these assets.
Exits with 1 when it could be any of several values, or its manager cannot be reached.`;
