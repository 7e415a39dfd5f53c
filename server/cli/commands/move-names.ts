// `millrace move-names`: its arguments and options, and its help.
import type { Declare } from "./declare.js";

export const moveNames: Declare = ({ ofProject, end }) => {
  ofProject("move-names")
    .description("rename stored files to the names of this version, which differ also on disks that ignore case")
    .argument("[selection...]", "which assets; without a selection, all assets")
    .option("--dry-run", "print which files would be moved")
    .option("--json", "as JSON")
    .addHelpText("after", MOVE_NAMES)
    .action(async (selection: string[], options) => end(await (await import("../actions/move-names.js")).moveNames(selection, options)));
};

const MOVE_NAMES = `
Versions up to 0.3 named files by the key alone, so EU and eu, or Orders and orders, were the same file on Windows and macOS. A value that
they stored keeps its address, also when it is replaced, until this command moves it. Each value is compared with its record first.
Exits with 1 if a value was not moved.`;
