// `millrace init`: its arguments and options, and its help.
import type { Declare } from "./declare.js";

export const init: Declare = ({ program, end }) => {
  program
    .command("init")
    .description("create a project: a config and two first assets; never overwrites a file")
    .argument("[dir]", "the folder (default: this one)")
    .action(async (dir: string | undefined) => end(await (await import("../actions/init.js")).init(dir)));
};
