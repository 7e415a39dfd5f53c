// `millrace runs`: its arguments and options, and its help.
import type { Declare } from "./declare.js";

export const runs: Declare = ({ ofProject, end }) => {
  ofProject("runs")
    .description("list the runs, or print one run")
    .argument("[run]", "the id of a run, or the beginning of it")
    .option("--json", "as JSON")
    .action(async (run: string | undefined, options) => end(await (await import("../actions/runs.js")).runs(run, options)));
};
