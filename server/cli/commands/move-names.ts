// `millrace move-names`: its arguments and options, and its help.
import type { Declare } from "./declare.js";

export const moveNames: Declare = ({ ofProject, end }) => {
  ofProject("move-names")
    .description("rename stored files to the names of this version, which differ also on disks that ignore case")
    .argument("[selection...]", "which assets; every asset when nothing is named")
    .option("--dry-run", "print which files would be moved")
    .option("--json", "as JSON")
    .addHelpText("after", MOVE_NAMES)
    .action(async (selection: string[], options) => end(await (await import("../actions/move-names.js")).moveNames(selection, options)));
};

const MOVE_NAMES = `
Versions to 0.3 named files by the key alone, so that EU and eu, or Orders and orders, were one file on Windows and macOS. A value that
they have stored stays at its address, and is replaced there, until this command moves it. Each is compared with its record first.
Exits with 1 when a value is kept where it is.`;
