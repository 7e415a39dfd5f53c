// The result of a check, as plain data and as text.
import { isAbsolute, posix, relative } from "node:path";
import type { OpenPart } from "../../../runtime/contract/manifest.js";
import type { ProblemCode, Severity } from "../../../runtime/contract/problem.js";
import { problemPage } from "../../lsp/problem-page.js";
import { MOST_WITHOUT_KEY, type WithoutKey, withoutKeyWords } from "../project/without-key.js";
import { placeText } from "./place-text.js";
import { style } from "./style.js";

export interface Checked {
  readonly dir: string;
  /** The number of assets. */
  readonly assets: number;
  /** In order of file and place. */
  readonly problems: readonly CheckedProblem[];
  readonly open: readonly OpenPlace[];
  /** The code was executed. */
  readonly isAsked?: boolean;
  readonly withoutKey: readonly WithoutKey[];
  /** The message that the package is not installed, with the fix. */
  readonly missing: string | null;
}

/** Lines and columns start at 1. The file is relative to the project if it is inside. */
export interface CheckedProblem {
  /** The code of the problem. */
  readonly code: ProblemCode;
  /** The severity, after the settings of the project. */
  readonly severity: Severity;
  /** The message. */
  readonly message: string;
  /** The path, relative to the project if it is inside. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** From 1. */
  readonly endLine: number;
  /** From 1; exclusive. */
  readonly endColumn: number;
}

/** Something that is known only when the code is executed. */
export interface OpenPlace {
  /**
   * What is unknown: an option (`key`, `partitions`, …), or `assets`, `resources`, `jobs` (there may be more than are listed), or `site`
   * (a call that creates assets).
   */
  readonly what: OpenPart["what"];
  /** The asset it belongs to. Null if it does not belong to one. */
  readonly asset: string | null;
  /** The path, relative to the project if it is inside. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

export function checkText(checked: Checked): string {
  const problems = checked.problems.map((problem) => problemText(checked.dir, problem));
  return [
    ...problems,
    summary(checked),
    ...openText(checked.open, checked.isAsked),
    ...withoutKeyText(checked.withoutKey),
    ...furtherReading(checked.problems),
  ].join("\n");
}

/** Stored partitions whose key no longer exists, in a few lines. */
function withoutKeyText(stored: readonly WithoutKey[]): string[] {
  if (stored.length === 0) return [];
  const lines = stored
    .slice(0, MOST_WITHOUT_KEY)
    .map(({ asset, partition, storedAt }) => `  ${asset} ${partition}  ${style("dim", placeText(storedAt))}`);
  const more = stored.length > MOST_WITHOUT_KEY ? [`  and ${stored.length - MOST_WITHOUT_KEY} more: --json has them all`] : [];
  return [withoutKeyWords(stored.length), ...lines, ...more];
}

const COLOURS = { error: "red", warning: "yellow", information: "cyan", hint: "dim" } as const satisfies Record<Severity, string>;

/** `src/assets.ts:4:2 error unknown-upstream: No asset …`. Further lines are indented. */
export function problemText(
  dir: string,
  { code, severity, message, file, line, column }: CheckedProblem,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  const where = style("cyan", `${pathFromHere(dir, file)}:${line}:${column}`, stream);
  return `${where} ${style(COLOURS[severity], severity, stream)} ${code}: ${message.replaceAll("\n", "\n    ")}`;
}

/** The path relative to the project. If the current folder is above it, relative to that folder, for links and problem matchers. */
function pathFromHere(dir: string, path: string): string {
  const below = relative(process.cwd(), dir).replaceAll("\\", "/");
  return below === "" || below.startsWith("..") || isAbsolute(below) || isAbsolute(path) ? path : posix.join(below, path);
}

function furtherReading([first]: readonly CheckedProblem[]): string[] {
  const page = problemPage();
  if (!first || page === null) return [];
  const near = relative(process.cwd(), page);
  return [`What each means and how to fix it: ${near.length < page.length ? near : page}#${first.code}`];
}

function summary({ problems, assets, open }: Checked): string {
  const count = (severity: Severity, what: string) => {
    const number = problems.filter((problem) => problem.severity === severity).length;
    return number === 0 ? [] : [`${number} ${what}${number === 1 ? "" : "s"}`];
  };
  const found = [...count("error", "error"), ...count("warning", "warning"), ...count("information", "note"), ...count("hint", "hint")];
  // Code that was not read may have problems.
  const none = open.length === 0 ? style("green", "no problems") : "no problems in the code that can be read";
  return `${assets} ${assets === 1 ? "asset" : "assets"}: ${found.length === 0 ? none : found.join(", ")}`;
}

/** The text for an open part, with its asset if it has one. */
const WORDS: Readonly<Record<OpenPart["what"], (asset: string) => string>> = {
  assets: () => "which assets there are",
  site: () => "which assets this call creates",
  resources: () => "which resources there are",
  jobs: () => "which jobs and schedules there are",
  key: () => "the key of this asset",
  group: (asset) => `the group of ${asset}`,
  description: (asset) => `the description of ${asset}`,
  ioManager: (asset) => `which I/O manager stores ${asset}`,
  kinds: (asset) => `the kinds of ${asset}`,
  owners: (asset) => `the owners of ${asset}`,
  tags: (asset) => `the tags of ${asset}`,
  metadata: (asset) => `the metadata of ${asset}`,
  deps: (asset) => `the deps of ${asset}`,
  ins: (asset) => `what the parameters of ${asset} load`,
  partitions: (asset) => `the partitions of ${asset}`,
  backfillPolicy: (asset) => `how many partitions of ${asset} one call materializes`,
};

/** What requires executing code, in a few lines. Empty if reading found everything. */
export function openText(parts: readonly OpenPlace[], isAsked = false): string[] {
  if (parts.length === 0) return [];
  const lines = parts.slice(0, MOST).map(({ what, asset, file, line, column }) => {
    return `  ${style("cyan", `${file}:${line}:${column}`)} ${WORDS[what](asset ?? "this asset")}`;
  });
  const more = parts.length > MOST ? [`  and ${parts.length - MOST} more: --json has them all`] : [];
  return [
    isAsked ? "Known only when the code is executed:" : "Known only when the code is executed (add --run to execute it):",
    ...lines,
    ...more,
  ];
}

const MOST = 10;
