// `millrace verify`: its arguments and options, and its help.
import type { Declare } from "./declare.js";

export const verify: Declare = ({ ofProject, end }) => {
  ofProject("verify")
    .description("re-read stored values against their records: there, whole, readable?")
    .argument("[selection...]", "which assets; every asset when nothing is named")
    .option("--json", "as JSON")
    .action(async (selection: string[], options) => end(await (await import("../actions/verify.js")).verify(selection, options)));
};
