// `millrace materialize`: its arguments and options, and its help.
import { InvalidArgumentError, Option } from "commander";
import { type Declare, several } from "./declare.js";

export const materialize: Declare = ({ ofProject, end }) => {
  ofProject("materialize")
    .description("materialize assets: run their functions and store what they return")
    .argument("[selection...]", "what to materialize; without a selection, all assets")
    .option("--job <name>", "run what a job of the Definitions selects")
    .addOption(
      new Option("--partition <key>", "for assets with partitions: a key, a range FIRST...LAST, or DIMENSION=KEY; can be repeated")
        .argParser(several)
        .conflicts(["allPartitions", "missingPartitions"]),
    )
    .addOption(new Option("--missing-partitions", "the partitions that have no value yet").conflicts("allPartitions"))
    .option("--all-partitions", "every partition there is now")
    .addOption(new Option("--tag <key=value>", "a tag of the run; can be repeated").argParser(tagged))
    .option("--wait", "wait while another run materializes the same assets, instead of failing")
    .option("--dry-run", "print what would run, in order, and where it would be stored; executes the code if reading leaves that open")
    .option("--json", "print one event per line, as JSON")
    .action(async (selection: string[], options) => end(await (await import("../actions/materialize.js")).materialize(selection, options)));
};

/** `--tag key=value`, once or more. */
function tagged(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const at = text.indexOf("=");
  if (at <= 0) throw new InvalidArgumentError("Write it as key=value, for example --tag team=data.");
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}
