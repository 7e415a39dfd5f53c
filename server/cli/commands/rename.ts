// `millrace rename`: its arguments and options, and its help.
import type { Declare } from "./declare.js";

export const rename: Declare = ({ ofProject, end }) => {
  ofProject("rename")
    .description("change the key of an asset in the code, in storage and in its records")
    .argument("<asset>", "the asset's key")
    .argument("<new-key>", "the key it gets")
    .option("--code-only", "change the code, but not the stored values")
    .option("--dry-run", "print which files would change")
    .option("--json", "as JSON")
    .action(async (asset: string, key: string, options) => end(await (await import("../actions/rename.js")).rename(asset, key, options)));
};
