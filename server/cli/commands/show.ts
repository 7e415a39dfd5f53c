// `millrace show`: its arguments and options, and its help.
import { UsageError } from "../output/usage-error.js";
import type { Declare } from "./declare.js";

export const show: Declare = ({ ofProject, end }) => {
  ofProject("show")
    .description("print the stored value of an asset")
    .argument("<asset>", 'the asset\'s key: "a/b"')
    .option("--partition <key>", "the partition to print; without it, an asset with partitions lists them")
    .option("--rows <n>", "the largest number of rows (or partitions)", wholeNumber, 20)
    .option("--json", "as JSON")
    .action(async (asset: string, options) => end(await (await import("../actions/show.js")).show(asset, options)));
};

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new UsageError(`"${text}" is not a number of rows. Give a whole number, 0 or more.`);
  return value;
}
