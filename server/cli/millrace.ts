// The terminal: its commands, the state folder, and the messages of failures.
import { existsSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { Command, CommanderError } from "commander";
import { BAD_QUESTION } from "../../runtime/contract/run.js";
import { relativeState, STATE_VARIABLE } from "../../runtime/disk/state-folder.js";
import { serverVersion } from "../lsp/version.js";
import { adopt } from "./commands/adopt.js";
import { check } from "./commands/check.js";
import { graph } from "./commands/graph.js";
import { init } from "./commands/init.js";
import { lsp } from "./commands/lsp.js";
import { materialize } from "./commands/materialize.js";
import { moveNames } from "./commands/move-names.js";
import { partitions } from "./commands/partitions.js";
import { rename } from "./commands/rename.js";
import { runs } from "./commands/runs.js";
import { show } from "./commands/show.js";
import { verify } from "./commands/verify.js";
import { printError, printJsonLine } from "./output/print.js";
import { UsageError } from "./output/usage-error.js";

/** In the order in which the help lists them. */
const COMMANDS = [init, graph, check, materialize, show, rename, verify, adopt, moveNames, partitions, runs, lsp];

/** Runs one command and resolves with its exit code: 0 success, 1 the user's assets failed or have errors, 2 usage error. */
export async function millrace(argv: readonly string[]): Promise<number> {
  let exit = 0;
  const program = new Command("millrace")
    .description("Data assets for TypeScript: see how they are wired, check them, materialize them.")
    .version(serverVersion(), "-V, --version")
    .exitOverride()
    .showHelpAfterError("(add --help for how it is used)")
    .addHelpText("after", SELECTIONS);
  const ofProject = (name: string) =>
    program
      .command(name)
      .option("--project <dir>", "the folder of millrace.config.ts (default: this folder, or one above it)")
      .option("--state <dir>", `the folder of the project's state (default: ${STATE_VARIABLE}, else .millrace in the project)`);

  const end = (code: number) => {
    exit = code;
  };
  for (const declare of COMMANDS) declare({ program, ofProject, end });

  const before = process.env[STATE_VARIABLE];
  program.hook("preAction", (_, command) => {
    const { state: dir } = command.opts<{ state?: string }>();
    const state = stateNamed(dir, before);
    if (state !== undefined) process.env[STATE_VARIABLE] = state;
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return exit;
  } catch (error) {
    const failure = await failureOf(error);
    if (failure === null) return 0;
    // The library has printed its own message, with a hint.
    if (!(error instanceof CommanderError)) printError(failure.message);
    if (argv.includes("--json")) printJsonLine({ error: { message: failure.message } });
    return failure.exit;
  } finally {
    if (before === undefined) delete process.env[STATE_VARIABLE];
    else process.env[STATE_VARIABLE] = before;
  }
}

/** The absolute folder that `--state` or the variable names. Undefined if neither does. */
function stateNamed(dir: string | undefined, variable: string | undefined): string | undefined {
  if (dir === "") throw new UsageError("--state names no folder. Give one, or leave it out.");
  if (dir === undefined && variable && !isAbsolute(variable)) throw new UsageError(relativeState(variable));
  const state = dir === undefined ? variable || undefined : resolve(dir);
  if (state !== undefined && existsSync(join(state, "millrace.config.ts")))
    throw new UsageError(`${state} is the folder of a project, and no place for its state. Name one that is for it alone.`);
  return state;
}

interface Failure {
  readonly message: string;
  readonly exit: 1 | 2;
}

/** Null if help was requested. Unexpected errors are thrown. */
async function failureOf(error: unknown): Promise<Failure | null> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? null : { message: error.message.replace(/^error: /, ""), exit: 2 };
  if (error instanceof UsageError) return { message: error.message, exit: 2 };
  const { CannotStart, ProjectFailure } = await import("../../runtime/host/index.js");
  if (error instanceof ProjectFailure) return { message: error.message, exit: error.told.name === BAD_QUESTION ? 2 : 1 };
  const { UnreadKeys } = await import("../analysis/plain.js");
  const { RefusedFile } = await import("../../runtime/disk/regular-file.js");
  const isTold = error instanceof CannotStart || error instanceof RefusedFile || error instanceof UnreadKeys;
  if (!isTold) throw error;
  return { message: error.message, exit: 1 };
}

const SELECTIONS = `
Selections (Dagster's grammar; several are a union):
  orders              the asset          +orders       it and everything before it
  orders+             and all after it   1+orders+2    one step before, two after
  group:sales         a group            key:"raw/*"   keys that match
  tag:team=data       a tag              roots(*)      assets without upstream
  a and not b, a or b, (…)

Exit codes: 0 good, 1 assets failed or have errors, 2 bad usage. With --json a failure is {"error":{"message":…}} on standard output, too.`;
