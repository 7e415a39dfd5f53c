// `millrace partitions`: its arguments and options, and its help.
import { Option } from "commander";
import { type Declare, several } from "./declare.js";

export const partitions: Declare = ({ ofProject, end }) => {
  ofProject("partitions")
    .description("list, add or remove keys of a dynamic partitions definition")
    .argument("<name>", "the definition's name")
    .addOption(new Option("--add <key>", "add a key; can be repeated").argParser(several))
    .addOption(new Option("--remove <key>", "remove a key (stored values stay); can be repeated").argParser(several))
    .option("--json", "as JSON")
    .action(async (name: string, options) => end(await (await import("../actions/partitions.js")).partitions(name, options)));
};
