// `millrace verify`: its arguments and options, and its help.
import type { Declare } from "./declare.js";

export const verify: Declare = ({ ofProject, end }) => {
  ofProject("verify")
    .description("check that stored values exist, are complete and can be read")
    .argument("[selection...]", "which assets; without a selection, all assets")
    .option("--json", "as JSON")
    .action(async (selection: string[], options) => end(await (await import("../actions/verify.js")).verify(selection, options)));
};
