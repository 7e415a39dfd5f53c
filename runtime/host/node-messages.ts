// Messages about the Node.js that runs the code: why it was chosen, what was searched, what is wrong with the set or required one, and how to set it.
import * as l10n from "@vscode/l10n";
import semver from "semver";
import type { NodeTrouble } from "./ask-node.js";
import type { WantedNode } from "./wanted-node.js";

/** Where a Node.js was found. */
export interface Origin {
  readonly kind: "in-project" | "on-path" | "own";
}

interface Found {
  readonly path: string;
  readonly version: string;
  readonly origin: Origin;
}

interface Looked {
  readonly looked: readonly string[];
  readonly range: string;
}

/** What a setting points to that does not lead to a Node.js. */
export type Wrong =
  | { readonly kind: "text"; readonly words: string }
  /** The folder contains `program`. */
  | { readonly kind: "folder"; readonly program: string | undefined }
  | { readonly kind: "nothing" }
  | { readonly kind: "other"; readonly trouble: NodeTrouble }
  | { readonly kind: "old"; readonly version: string };

export function originWords(origin: Origin): string {
  switch (origin.kind) {
    case "in-project":
      return l10n.t("in the project's node_modules");
    case "on-path":
      return l10n.t("on the PATH");
    case "own":
      return l10n.t("the editor's own");
    default:
      return origin.kind satisfies never;
  }
}

export const asAsked = (origin: Origin, file: string) => l10n.t`${originWords(origin)}, as ${file} asks`;
export const asSet = () => l10n.t("the setting millrace.nodePath");
export const notOnPath = (folders: readonly string[], program: string) => l10n.t`on the PATH (${folders.join(", ")}): no ${program}`;
export const isThere = (origin: Origin, version: string, path: string) => `${originWords(origin)}: ${version} (${path})`;
export const isNone = (origin: Origin, path: string, trouble: NodeTrouble) => `${originWords(origin)}: ${troubleWords(path, trouble)}`;

export function settingRefused({
  setting,
  path,
  wrong,
  range,
}: {
  readonly setting: string;
  readonly path: string | null;
  readonly wrong: Wrong;
  readonly range: string;
}): string {
  const said =
    path === null || path === setting
      ? l10n.t`The setting millrace.nodePath is "${setting}": ${wrongWords(wrong)}.`
      : l10n.t`The setting millrace.nodePath is "${setting}" (${path}): ${wrongWords(wrong)}.`;
  const remedy =
    wrong.kind === "folder" && wrong.program !== undefined
      ? l10n.t`Set it to the program in it: ${wrong.program}`
      : l10n.t`Set it to the program of a Node.js ${inWords(range)} (in a terminal, node -p process.execPath prints its path), or leave it empty to have one looked for.`;
  return sentences(said, remedy);
}

/** A warning: another version is used. */
export function notInstalled({ file, versions }: WantedNode, instead: Found, looked: readonly string[]): string {
  return sentences(
    l10n.t`${file} asks for Node.js ${either(versions)}, which is neither on the PATH nor in the project's node_modules.`,
    runs(instead),
    lookedAt(looked),
    l10n.t("Set millrace.nodePath to the program of that version, or start the editor from a terminal that uses it."),
  );
}

/** A warning: another version is used. */
export function tooOld({ file, versions }: WantedNode, instead: Found, range: string): string {
  return sentences(
    l10n.t`${file} asks for Node.js ${either(versions)}, but Millrace needs ${inWords(range)}.`,
    runs(instead),
    l10n.t("Ask for a newer one there, or set millrace.nodePath to the program of one."),
  );
}

export function nothingFound({ wanted, looked, range }: Looked & { readonly wanted: WantedNode | null }): string {
  return sentences(
    l10n.t`No Node.js ${inWords(range)} was found to run the project's code.`,
    wanted === null ? "" : l10n.t`${wanted.file} asks for ${either(wanted.versions)}.`,
    lookedAt(looked),
    l10n.t("Install one, or set millrace.nodePath to the program of one."),
  );
}

function wrongWords(wrong: Wrong): string {
  switch (wrong.kind) {
    case "text":
      return wrong.words;
    case "folder":
      return l10n.t("that is a folder");
    case "nothing":
      return l10n.t("there is no such file");
    case "other":
      return troubleWords(
        l10n.t({ message: "it", comment: "The program; begins what is wrong with it, such as 'it is not Node.js'." }),
        wrong.trouble,
      );
    case "old":
      return l10n.t`it is Node.js ${wrong.version}, which is too old`;
    default:
      return wrong satisfies never;
  }
}

function troubleWords(program: string, trouble: NodeTrouble): string {
  switch (trouble.kind) {
    case "another-program":
      return l10n.t`${program} is not Node.js`;
    case "slow":
      return l10n.t`${program} did not answer within ${trouble.seconds} s`;
    case "not-started":
      return l10n.t`${program} cannot be started (${trouble.code})`;
    case "silent":
      return l10n.t`${program} does not answer as Node.js`;
    default:
      return trouble satisfies never;
  }
}

const runs = ({ version, path, origin }: Found) => l10n.t`Node.js ${version} (${path}, ${originWords(origin)}) runs the code instead.`;
const lookedAt = (looked: readonly string[]) => l10n.t`Looked at ${looked.join("; ")}.`;
const either = (versions: readonly string[]) => versions.reduce((some, next) => l10n.t`${some} or ${next}`);
const sentences = (...all: readonly string[]) => all.filter((each) => each !== "").join(" ");

function inWords(range: string): string {
  const least = /^>=\s*(\S+)$/.exec(range.trim())?.[1];
  return least !== undefined && semver.valid(least) !== null ? l10n.t`${least} or newer` : range;
}
