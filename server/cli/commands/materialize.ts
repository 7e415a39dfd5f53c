// `millrace materialize`: its arguments and options, and its help.
import { InvalidArgumentError, Option } from "commander";
import { type Declare, several } from "./declare.js";

export const materialize: Declare = ({ ofProject, end }) => {
  ofProject("materialize")
    .description("run assets and store what they return")
    .argument("[selection...]", "what to run; everything when nothing is named")
    .option("--job <name>", "run what a job of the Definitions selects")
    .addOption(
      new Option("--partition <key>", "of assets with partitions: a key, a range FIRST...LAST, or DIMENSION=KEY; may be given again")
        .argParser(several)
        .conflicts(["allPartitions", "missingPartitions"]),
    )
    .addOption(new Option("--missing-partitions", "the partitions that have no value yet").conflicts("allPartitions"))
    .option("--all-partitions", "every partition there is now")
    .addOption(new Option("--tag <key=value>", "a tag of the run; may be given again").argParser(tagged))
    .option("--wait", "wait while another run makes the same assets, instead of being refused")
    .option("--dry-run", "print what would run, in order, and where it would be stored; loads the code where reading leaves that open")
    .option("--json", "one event a line, as JSON")
    .action(async (selection: string[], options) => end(await (await import("../actions/materialize.js")).materialize(selection, options)));
};

/** `--tag key=value`, once or more. */
function tagged(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const at = text.indexOf("=");
  if (at <= 0) throw new InvalidArgumentError("Write it as key=value, for example --tag team=data.");
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}
