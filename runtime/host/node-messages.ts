// What is said when the Node.js that is set or asked for is not there: what was looked for, where, and how to set it.
import semver from "semver";
import type { Manager } from "./installed-nodes.js";
import type { WantedNode } from "./wanted-node.js";

interface Found {
  readonly path: string;
  readonly version: string;
  readonly where: string;
}

interface Looked {
  readonly looked: readonly string[];
  readonly range: string;
}

const SET = "set millrace.nodePath to the program of one";

export function settingRefused({
  setting,
  path,
  what,
  range,
  instead,
}: {
  readonly setting: string;
  readonly path: string | null;
  readonly what: string;
  readonly range: string;
  /** What it may have meant. */
  readonly instead: string | undefined;
}): string {
  const meant = path === null || path === setting ? "" : ` (${path})`;
  const remedy =
    instead === undefined
      ? `Set it to the program of a Node.js ${inWords(range)} (in a terminal, node -p process.execPath prints its path), or leave it empty to have one looked for.`
      : `Set it to the program in it: ${instead}`;
  return `The setting millrace.nodePath is "${setting}"${meant}: ${what}. ${remedy}`;
}

/** A warning: another one runs. */
export function notInstalled(
  { file, versions }: WantedNode,
  instead: Found,
  { looked, managers }: Looked & { readonly managers: readonly Manager[] },
): string {
  const manager = managers.find(({ installed }) => installed.length > 0);
  const install = manager === undefined ? "" : ` (${manager.install}${versions[0]})`;
  return `${file} asks for Node.js ${versions.join(" or ")}, which was not found. ${runs(instead)} Looked at ${looked.join("; ")}. Install it${install}, or ${SET}.`;
}

/** A warning: another one runs. */
export function tooOld({ file, versions }: WantedNode, instead: Found, range: string): string {
  return `${file} asks for Node.js ${versions.join(" or ")}, but Millrace needs ${inWords(range)}. ${runs(instead)} Ask for a newer one there, or ${SET}.`;
}

export function nothingFound({ wanted, looked, range }: Looked & { readonly wanted: WantedNode | null }): string {
  const asked = wanted === null ? "" : ` ${wanted.file} asks for ${wanted.versions.join(" or ")}.`;
  return `No Node.js ${inWords(range)} was found to run the project's code.${asked} Looked at ${looked.join("; ")}. Install one, or ${SET}.`;
}

const runs = ({ version, path, where }: Found) => `Node.js ${version} (${path}, ${where}) runs the code instead.`;

function inWords(range: string): string {
  const least = /^>=\s*(\S+)$/.exec(range.trim())?.[1];
  return least !== undefined && semver.valid(least) !== null ? `${least} or newer` : range;
}
