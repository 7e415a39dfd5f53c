// Reads which Node.js version a project requires, from the files of version managers.
import { dirname, join, posix, resolve, win32 } from "node:path";
import semver from "semver";
import { parse } from "smol-toml";
import type { LookupFiles, Machine } from "./machine.js";

export interface WantedNode {
  readonly file: string;
  /** As written, preferred version first: `20`, `v20.11.1`, `lts/iron`. */
  readonly versions: readonly string[];
}

/** What the nearest file above requires. A file in the home folder itself is the user's default, and does not belong to a project. */
export function wantedNode({ files, home, platform }: Pick<Machine, "files" | "home" | "platform">, projectDir: string): WantedNode | null {
  // Windows ignores the case of a path and accepts both kinds of slashes.
  const { relative } = platform === "win32" ? win32 : posix;
  for (let folder = projectDir; ; folder = dirname(folder)) {
    if (folder !== projectDir && relative(home, folder) === "") return null;
    const found = wantedIn(files, folder);
    if (found !== null) return found;
    if (dirname(folder) === folder) return null;
  }
}

function wantedIn(files: LookupFiles, folder: string): WantedNode | null {
  for (const [name, read] of READERS) {
    const file = join(folder, name);
    const text = files.read(file);
    const versions = text === undefined ? [] : read(text, file, files);
    if (versions.length > 0) return { file, versions };
  }
  return null;
}

type Reader = (text: string, file: string, files: LookupFiles) => readonly string[];

const READERS: readonly (readonly [string, Reader])[] = [
  [".nvmrc", oneVersion],
  [".node-version", oneVersion],
  ["mise.toml", miseTools],
  [".mise.toml", miseTools],
  [".tool-versions", toolVersions],
  ["package.json", fromManifest],
];

/** The first line with content; `#` begins a comment. */
function oneVersion(text: string): string[] {
  const [first] = text
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "");
  return first === undefined ? [] : [first];
}

/** The file of asdf and mise: a tool and its versions in each line. */
function toolVersions(text: string): string[] {
  for (const line of text.split("\n")) {
    const [tool, ...versions] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (tool === "nodejs" || tool === "node") return versions;
  }
  return [];
}

/** mise's own file: `[tools] node = "22"`, several versions, or `{ version = "22" }`. */
function miseTools(text: string): string[] {
  try {
    const { node, nodejs } = record(record(parse(text)).tools);
    const given = [node ?? nodejs].flat().map((each) => (typeof each === "string" ? each : record(each).version));
    return given.filter((each): each is string => typeof each === "string");
  } catch {
    return [];
  }
}

/** Volta's pin, which may be in another package.json for a workspace; else `devEngines.runtime`. */
function fromManifest(text: string, file: string, files: LookupFiles, depth = 0): string[] {
  const { volta, devEngines } = parsed(text);
  const { node, extends: other } = record(volta);
  if (typeof node === "string") return [node];
  if (typeof other === "string" && depth < 5) {
    const next = resolve(dirname(file), other);
    const there = fromManifest(files.read(next) ?? "", next, files, depth + 1);
    if (there.length > 0) return there;
  }
  const runtimes = [record(devEngines).runtime].flat().map(record);
  const { version } = runtimes.find(({ name }) => name === "node") ?? {};
  return typeof version === "string" ? [version] : [];
}

function parsed(text: string): Record<string, unknown> {
  try {
    return record(JSON.parse(text));
  } catch {
    return {};
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** Majors of the releases with long-term support, by their names. */
const LTS: Readonly<Record<string, number>> = {
  argon: 4,
  boron: 6,
  carbon: 8,
  dubnium: 10,
  erbium: 12,
  fermium: 14,
  gallium: 16,
  hydrogen: 18,
  iron: 20,
  jod: 22,
  krypton: 24,
};

/** Even major versions get long-term support at some time. */
const ANY_LTS = Array.from({ length: 48 }, (_, at) => `${4 + 2 * at}`).join(" || ");

/** The semver range of a version word; null when it is invalid. */
export function rangeOf(word: string): string | null {
  if (/^(?:node|stable|latest|current)$/i.test(word)) return "*";
  const range = semver.validRange(word);
  if (range !== null) return range;
  if (/^lts(?:[/-]\*|\/latest)?$/i.test(word)) return ANY_LTS;
  const major = LTS[word.replace(/^lts[/-]/i, "").toLowerCase()];
  return major === undefined ? null : `${major}`;
}
