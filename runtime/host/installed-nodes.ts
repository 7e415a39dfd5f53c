// The version managers of Node.js: where each keeps what it installed, and which of it is its default.
import { join } from "node:path";
import semver from "semver";
import { type Machine, variable } from "./machine.js";
import { oneVersion, rangeOf, toolVersions } from "./wanted-node.js";

export interface Manager {
  readonly name: string;
  /** Folders in which it keeps a folder for each version. */
  readonly folders: readonly string[];
  readonly installed: readonly InstalledNode[];
  /** The version it uses where nothing else is asked for, as it writes it. */
  readonly standard: string | null;
  /** The command that installs a version, which comes right after it. */
  readonly install: string;
}

export interface InstalledNode {
  readonly manager: string;
  readonly version: string;
  readonly path: string;
}

/** Of these managers and what they have installed, in the order in which they are asked. */
export function managersOn(machine: Machine): Manager[] {
  const { home, platform } = machine;
  const set = (name: string, fallback: string) => variable(machine, name) ?? fallback;
  const local = set("LOCALAPPDATA", join(home, "AppData", "Local"));
  const data = set("XDG_DATA_HOME", platform === "win32" ? local : join(home, ".local", "share"));
  const nvm = nvmFolder(machine);
  const volta = set("VOLTA_HOME", platform === "win32" ? join(local, "Volta") : join(home, ".volta"));
  const fnm = fnmFolders(machine, data);
  const asdf = set("ASDF_DATA_DIR", join(home, ".asdf"));
  const nodenv = set("NODENV_ROOT", join(home, ".nodenv"));
  const made = (name: string, folders: readonly string[], standard: string | null, install: string, inside: readonly string[] = []) => ({
    name,
    folders,
    installed: folders.flatMap((folder) => installedIn(machine, name, folder, inside)),
    standard,
    install,
  });
  return [
    made("nvm", [platform === "win32" ? nvm : join(nvm, "versions", "node")], nvmDefault(machine, nvm), "nvm install "),
    made(
      "fnm",
      fnm.map((each) => join(each, "node-versions")),
      fnmDefault(machine, fnm),
      "fnm install ",
      ["installation"],
    ),
    made("volta", [join(volta, "tools", "image", "node")], voltaDefault(machine, volta), "volta install node@"),
    made("asdf", [join(asdf, "installs", "nodejs")], asdfDefault(machine), "asdf install nodejs "),
    made("mise", [join(set("MISE_DATA_DIR", join(data, "mise")), "installs", "node")], null, "mise install node@"),
    made("nodenv", [join(nodenv, "versions")], first(oneVersion(machine.files.read(join(nodenv, "version")) ?? "")), "nodenv install "),
  ];
}

/** The newest of some versions that a word of a file means, in a manager's own terms. */
export function newestFor(machine: Machine, word: string, installed: readonly InstalledNode[]): InstalledNode | null {
  const range = rangeOf(word, nvmAlias(machine, nvmFolder(machine)));
  if (range === null) return null;
  const fitting = installed.filter(({ version }) => semver.satisfies(version, range));
  return fitting.sort((a, b) => semver.rcompare(a.version, b.version))[0] ?? null;
}

/** Whether a version is what a word of a file means. */
export function fits(machine: Machine, word: string, version: string): boolean {
  const range = rangeOf(word, nvmAlias(machine, nvmFolder(machine)));
  return range !== null && semver.satisfies(version, range);
}

function installedIn({ files, platform }: Machine, manager: string, folder: string, inside: readonly string[]): InstalledNode[] {
  const program = platform === "win32" ? ["node.exe"] : ["bin", "node"];
  return files.list(folder).flatMap(({ name }) => {
    // Beside versions lie links that only name one: `22`, `lts`.
    const version = semver.valid(name);
    const path = join(folder, name, ...inside, ...program);
    return version !== null && files.fileExists(path) ? [{ manager, version, path }] : [];
  });
}

function nvmFolder(machine: Machine): string {
  const { home, platform } = machine;
  if (platform === "win32") return variable(machine, "NVM_HOME") ?? join(variable(machine, "APPDATA") ?? home, "nvm");
  const config = variable(machine, "XDG_CONFIG_HOME");
  const inConfig = config === undefined ? null : join(config, "nvm");
  const standard = inConfig !== null && machine.files.directoryExists(inConfig) ? inConfig : join(home, ".nvm");
  return variable(machine, "NVM_DIR") ?? standard;
}

/** nvm keeps a file for each name it knows: `default`, `lts/iron`. */
function nvmAlias({ files }: Machine, nvm: string): (name: string) => string | null {
  return (name) =>
    /^[\w./*-]+$/.test(name) && !name.includes("..") ? first(oneVersion(files.read(join(nvm, "alias", name)) ?? "")) : null;
}

const nvmDefault = (machine: Machine, nvm: string) => nvmAlias(machine, nvm)("default");

function fnmFolders(machine: Machine, data: string): string[] {
  const { home, platform } = machine;
  const named = variable(machine, "FNM_DIR");
  if (named !== undefined) return [named];
  const standard =
    platform === "darwin"
      ? [join(home, "Library", "Application Support")]
      : platform === "win32"
        ? [variable(machine, "APPDATA") ?? home]
        : [];
  return [join(home, ".fnm"), ...[...standard, data].map((folder) => join(folder, "fnm"))];
}

/** A link to what is installed. */
function fnmDefault({ files }: Machine, folders: readonly string[]): string | null {
  for (const folder of folders) {
    const version = /[\\/]node-versions[\\/]v([^\\/]+)/.exec(files.realpath(join(folder, "aliases", "default")))?.[1];
    if (version !== undefined) return version;
  }
  return null;
}

function voltaDefault({ files }: Machine, volta: string): string | null {
  const text = files.read(join(volta, "tools", "user", "platform.json")) ?? "";
  return /"runtime"\s*:\s*"([^"]+)"/.exec(text)?.[1] ?? null;
}

function asdfDefault(machine: Machine): string | null {
  return first(toolVersions(machine.files.read(join(machine.home, ".tool-versions")) ?? ""));
}

const first = (versions: readonly string[]) => versions[0] ?? null;
