// The terminal's commands. Each is a file of its own, loaded when it is called.
import { existsSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { TYPE_ENGINES } from "../../runtime/contract/editor.js";
import { BAD_QUESTION } from "../../runtime/contract/run.js";
import { relativeState, STATE_VARIABLE } from "../../runtime/disk/state-folder.js";
import { serverVersion } from "../lsp/version.js";
import { printError, printJsonLine } from "./output/print.js";
import { UsageError } from "./output/usage-error.js";

/** Runs one command and resolves with its exit code: 0 good, 1 the user's assets failed or have errors, 2 bad usage. */
export async function millrace(argv: readonly string[]): Promise<number> {
  let exit = 0;
  const program = new Command("millrace")
    .description("Data assets for TypeScript: see how they are wired, check them, materialize them.")
    .version(serverVersion(), "-V, --version")
    .exitOverride()
    .showHelpAfterError("(add --help for how it is used)")
    .addHelpText("after", SELECTIONS);
  /** A command about a project: where it and its state lie. */
  const ofProject = (name: string) =>
    program
      .command(name)
      .option("--project <dir>", "the folder of millrace.config.ts (default: this folder, or one above it)")
      .option("--state <dir>", `the folder of the project's state (default: ${STATE_VARIABLE}, else .millrace in the project)`);

  program
    .command("init")
    .description("start a project: a config and a first pair of assets; never overwrites a file")
    .argument("[dir]", "the folder (default: this one)")
    .action(async (dir: string | undefined) => {
      exit = await (await import("./actions/init.js")).init(dir);
    });
  ofProject("graph")
    .description("print the assets and what feeds them")
    .addOption(new Option("--json", "as JSON").conflicts("mermaid"))
    .option("--mermaid", "as a Mermaid flowchart")
    .option("--run", RUN)
    .action(async (options) => {
      exit = await (await import("./actions/graph.js")).graph(options);
    });
  ofProject("check")
    .description("report what is wrong with the wiring and the types, without running anything")
    .option("--json", "as JSON")
    .option("--run", RUN)
    .option("--profile", "say where the time went")
    .addOption(
      new Option("--type-engine <engine>", "an experiment: native asks the project's own TypeScript, 7 or newer, which it starts")
        .choices(TYPE_ENGINES)
        .conflicts(["run", "profile"]),
    )
    .addHelpText("after", CHECK)
    .action(async (options) => {
      exit = await (await import("./actions/check.js")).check(options);
    });
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
    .action(async (selection: string[], options) => {
      exit = await (await import("./actions/materialize.js")).materialize(selection, options);
    });
  ofProject("show")
    .description("print the stored value of an asset")
    .argument("<asset>", 'the asset\'s key: "a/b"')
    .option("--partition <key>", "the partition to print; without it, an asset with partitions lists them")
    .option("--rows <n>", "how many rows (or partitions) at the most", wholeNumber, 20)
    .option("--json", "as JSON")
    .action(async (asset: string, options) => {
      exit = await (await import("./actions/show.js")).show(asset, options);
    });
  ofProject("rename")
    .description("give an asset another key: in the code, in storage and in the records of its runs")
    .argument("<asset>", "the asset's key")
    .argument("<new-key>", "the key it gets")
    .option("--code-only", "leave what is stored where it is")
    .option("--dry-run", "print which files would change")
    .option("--json", "as JSON")
    .action(async (asset: string, key: string, options) => {
      exit = await (await import("./actions/rename.js")).rename(asset, key, options);
    });
  ofProject("verify")
    .description("re-read stored values against their records: there, whole, readable?")
    .argument("[selection...]", "which assets; every asset when nothing is named")
    .option("--json", "as JSON")
    .action(async (selection: string[], options) => {
      exit = await (await import("./actions/verify.js")).verify(selection, options);
    });
  ofProject("adopt")
    .description("write the records of stored values that have none: in a fresh clone, a container, CI")
    .argument("[selection...]", "which assets; every asset when nothing is named")
    .option("--dry-run", "print which values have no record")
    .option("--json", "as JSON")
    .addHelpText("after", ADOPT)
    .action(async (selection: string[], options) => {
      exit = await (await import("./actions/adopt.js")).adopt(selection, options);
    });
  ofProject("move-names")
    .description("give stored values the file names of this version, which differ also on disks that ignore case")
    .argument("[selection...]", "which assets; every asset when nothing is named")
    .option("--dry-run", "print which files would be moved")
    .option("--json", "as JSON")
    .addHelpText("after", MOVE_NAMES)
    .action(async (selection: string[], options) => {
      exit = await (await import("./actions/move-names.js")).moveNames(selection, options);
    });
  ofProject("partitions")
    .description("list the keys of a dynamic partitions definition, add some, remove some")
    .argument("<name>", "the definition's name")
    .addOption(new Option("--add <key>", "add a key; may be given again").argParser(several))
    .addOption(new Option("--remove <key>", "remove a key (what is stored for it stays); may be given again").argParser(several))
    .option("--json", "as JSON")
    .action(async (name: string, options) => {
      exit = await (await import("./actions/partitions.js")).partitions(name, options);
    });
  ofProject("runs")
    .description("list the runs, or tell one")
    .argument("[run]", "the id of a run, or the beginning of it")
    .option("--json", "as JSON")
    .action(async (run: string | undefined, options) => {
      exit = await (await import("./actions/runs.js")).runs(run, options);
    });
  program
    .command("lsp")
    .description("serve an editor over the Language Server Protocol")
    .option("--stdio", "over standard input and output (the only way from a terminal)")
    .action(async () => {
      if (!process.argv.includes("--stdio")) process.argv.push("--stdio");
      await import("../lsp/main.js");
      // The server lives until its client ends the connection.
      await new Promise(() => {});
    });

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
    // The library has told its own, with a hint.
    if (!(error instanceof CommanderError)) printError(failure.message);
    if (argv.includes("--json")) printJsonLine({ error: { message: failure.message } });
    return failure.exit;
  } finally {
    if (before === undefined) delete process.env[STATE_VARIABLE];
    else process.env[STATE_VARIABLE] = before;
  }
}

/** The folder that `--state` or the variable names, absolute; undefined where neither does. */
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

/** Null where help was asked for. Throws what nobody foresaw. */
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

const RUN = "run the config to ask what reading leaves open: assets made in a loop, say";

const SELECTIONS = `
Selections (Dagster's grammar; several are a union):
  orders              the asset          +orders       it and everything before it
  orders+             and all after it   1+orders+2    one step before, two after
  group:sales         a group            key:"raw/*"   keys that match
  tag:team=data       a tag              roots(*)      assets that load nothing
  a and not b, a or b, (…)

Exit codes: 0 good, 1 assets failed or have errors, 2 bad usage. With --json a failure is {"error":{"message":…}} on standard output, too.`;

const ADOPT = `
Records lie in .millrace, which is not in git: what others have stored is there, and nothing says so. Each manager is asked for what
lies where it would store the value. What is found is taken as it is: make sure that it was stored by these assets.
Exits with 1 when it could be any of several values, or its manager cannot be reached.`;

const MOVE_NAMES = `
Versions to 0.3 named files by the key alone, so that EU and eu, or Orders and orders, were one file on Windows and macOS. A value that
they have stored stays at its address, and is replaced there, until this command moves it. Each is compared with its record first.
Exits with 1 when a value is kept where it is.`;

const CHECK = `
Exits with 1 when there is an error. Severities are the project's to change, in its package.json:
  "millrace": { "problems": { "unused-input": "off", "unknown-dep": "error" } }
Levels: off, hint, information, warning, error. What each problem means: problems.md of the millrace package.`;

/** `--tag key=value`, once or more. */
function tagged(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const at = text.indexOf("=");
  if (at <= 0) throw new InvalidArgumentError("Write it as key=value, for example --tag team=data.");
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

function several(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new UsageError(`"${text}" is no number of rows. Give a whole number, 0 or more.`);
  return value;
}
