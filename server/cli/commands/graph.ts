// `millrace graph`: its arguments and options, and its help.
import { Option } from "commander";
import { type Declare, RUN } from "./declare.js";

export const graph: Declare = ({ ofProject, end }) => {
  ofProject("graph")
    .description("print the assets and their upstream assets")
    .addOption(new Option("--json", "as JSON").conflicts("mermaid"))
    .option("--mermaid", "as a Mermaid flowchart")
    .option("--run", RUN)
    .action(async (options) => end(await (await import("../actions/graph.js")).graph(options)));
};
