// `millrace check`: its arguments and options, and its help.
import { Option } from "commander";
import { TYPE_ENGINES } from "../../../runtime/contract/editor.js";
import { type Declare, RUN } from "./declare.js";

export const check: Declare = ({ ofProject, end }) => {
  ofProject("check")
    .description("report problems of the wiring and the types, without executing code")
    .option("--json", "as JSON")
    .option("--run", RUN)
    .option("--profile", "print how long each phase took")
    .addOption(
      new Option("--type-engine <engine>", "experimental: native starts the project's own TypeScript, 7 or newer")
        .choices(TYPE_ENGINES)
        .conflicts(["run", "profile"]),
    )
    .addHelpText("after", CHECK)
    .action(async (options) => end(await (await import("../actions/check.js")).check(options)));
};

const CHECK = `
Exits with 1 if there is an error. A project can change severities in its package.json:
  "millrace": { "problems": { "unused-input": "off", "unknown-dep": "error" } }
Levels: off, hint, information, warning, error. What each problem means: problems.md of the millrace package.`;
