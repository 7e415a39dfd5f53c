// `millrace init`: creates a project in a folder, and prints what it wrote and what to do next.
import { isAbsolute, join, relative, resolve } from "node:path";
import {
  addCommand,
  foldersAbove,
  type Installing,
  installAdvice,
  installingOf,
  managerOfAgent,
  type PackageManager,
  runCommand,
} from "../../../runtime/contract/package-manager.js";
import { nodeFiles } from "../../lsp/node-files.js";
import { prepareInstall } from "../../lsp/prepare-install.js";
import { CannotSetUp, writeStarter } from "../../lsp/starter.js";
import { print } from "../output/print.js";
import { style } from "../output/style.js";
import { UsageError } from "../output/usage-error.js";
import { settleModuleType } from "../project/module-type.js";
import { installableAs, runningPackage } from "../project/running-package.js";

/** Writes the missing files into `folder`, and prints which files it wrote, which existed, and what to do next. */
export async function init(folder: string | undefined): Promise<number> {
  const dir = resolve(folder ?? ".");
  const { created, kept } = writeStarterIn(dir);
  for (const name of kept) print(`${style("dim", "kept   ")} ${name}`);
  for (const name of created) print(`${style("green", "created")} ${name}`);
  const how = installing(dir);
  const { manager } = how;
  const { file, note } = prepareInstall(dir, manager);
  if (file !== null) print(`${style("green", "written")} ${relative(process.cwd(), file)}`);
  if (note !== null) print(`${style("yellow", "note   ")} ${note}`);
  const typeNote = kept.includes("package.json") ? await settleModuleType(join(dir, "package.json")) : null;
  if (typeNote !== null) print(`${style("yellow", "note   ")} ${typeNote}`);
  if (how.plugAndPlay !== null) print(`${style("yellow", "note   ")} ${installAdvice(how)}`);
  print(["", "Next:", ...nextSteps(dir, manager)].join("\n"));
  return 0;
}

function writeStarterIn(dir: string): ReturnType<typeof writeStarter> {
  try {
    return writeStarter(dir, (path) => relative(process.cwd(), path) || path);
  } catch (error) {
    throw error instanceof CannotSetUp ? new UsageError(error.message) : error;
  }
}

/** The package manager of the folder, else the one that runs this command. */
function installing(dir: string): Installing {
  const namesIn = (folder: string) => nodeFiles.list(folder).map(({ name }) => name);
  return installingOf(dir, namesIn, managerOfAgent(process.env.npm_config_user_agent));
}

function nextSteps(dir: string, manager: PackageManager): string[] {
  const enter = relative(process.cwd(), dir);
  const installed = foldersAbove(dir).some((folder) => nodeFiles.directoryExists(join(folder, "node_modules/millrace")));
  const millrace = manager === "npm" ? "npx millrace" : runCommand(manager).join(" ");
  const steps = [
    ...(enter === "" ? [] : [`cd ${enter}`]),
    ...(installed ? [] : [installStep(manager)]),
    ...(hasNodeTypes(dir) ? [] : [addCommand(manager, manager === "npm" ? "--save-dev @types/node" : "-D @types/node")]),
    `${millrace} materialize`,
    `${millrace} show readings`,
  ];
  return steps.map((step) => `  ${step}`);
}

/** Installs the running package, because a registry may not have it. */
function installStep(manager: PackageManager): string {
  const running = runningPackage();
  const spec = running === null ? "millrace" : installableAs(running);
  const written = manager === "yarn" && isAbsolute(spec) ? `millrace@file:${spec}` : spec;
  return addCommand(manager, /\s/.test(written) ? JSON.stringify(written) : written);
}

/** Whether the types of Node.js are installed, or package.json lists them. */
function hasNodeTypes(dir: string): boolean {
  if (foldersAbove(dir).some((folder) => nodeFiles.directoryExists(join(folder, "node_modules/@types/node")))) return true;
  return (nodeFiles.read(join(dir, "package.json")) ?? "").includes('"@types/node"');
}
