// What a check found, as plain data and in words.
import { isAbsolute, posix, relative } from "node:path";
import type { OpenPart } from "../../../runtime/contract/manifest.js";
import type { ProblemCode, Severity } from "../../../runtime/contract/problem.js";
import { problemPage } from "../../lsp/problem-page.js";
import { MOST_WITHOUT_KEY, type WithoutKey, withoutKeyWords } from "../project/without-key.js";
import { placeText } from "./place-text.js";
import { style } from "./style.js";

export interface Checked {
  readonly dir: string;
  /** How many there are. */
  readonly assets: number;
  /** In order of file and place. */
  readonly problems: readonly CheckedProblem[];
  readonly open: readonly OpenPlace[];
  /** The running code was asked. */
  readonly isAsked?: boolean;
  readonly withoutKey: readonly WithoutKey[];
  /** That the package is not installed, with the remedy. */
  readonly missing: string | null;
}

/** Lines and columns from 1; the file relative to the project when it is inside. */
export interface CheckedProblem {
  /** The code of the problem. */
  readonly code: ProblemCode;
  /** How severe it is, after the settings of the project. */
  readonly severity: Severity;
  /** The message. */
  readonly message: string;
  /** The path, relative to the project when it is inside. */
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

/** Something only executing the code can tell. */
export interface OpenPlace {
  /**
   * What is unknown: an option (`key`, `partitions`, …), or `assets`, `resources`, `jobs` (there may be more than are listed), or
   * `site` (a call that makes assets).
   */
  readonly what: OpenPart["what"];
  /** The asset it belongs to. Null when it need not belong to one. */
  readonly asset: string | null;
  /** The path, relative to the project when it is inside. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

export function checkText(checked: Checked): string {
  const told = checked.problems.map((problem) => problemText(checked.dir, problem));
  return [
    ...told,
    summary(checked),
    ...openText(checked.open, checked.isAsked),
    ...withoutKeyText(checked.withoutKey),
    ...furtherReading(checked.problems),
  ].join("\n");
}

/** Partitions that are stored and have no key any more, in a few lines. */
function withoutKeyText(stored: readonly WithoutKey[]): string[] {
  if (stored.length === 0) return [];
  const lines = stored
    .slice(0, MOST_WITHOUT_KEY)
    .map(({ asset, partition, storedAt }) => `  ${asset} ${partition}  ${style("dim", placeText(storedAt))}`);
  const more = stored.length > MOST_WITHOUT_KEY ? [`  and ${stored.length - MOST_WITHOUT_KEY} more: --json has them all`] : [];
  return [withoutKeyWords(stored.length), ...lines, ...more];
}

const COLOURS = { error: "red", warning: "yellow", information: "cyan", hint: "dim" } as const satisfies Record<Severity, string>;

/** `src/assets.ts:4:2 error unknown-upstream: No asset …`, further lines indented. */
export function problemText(
  dir: string,
  { code, severity, message, file, line, column }: CheckedProblem,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  const where = style("cyan", `${pathFromHere(dir, file)}:${line}:${column}`, stream);
  return `${where} ${style(COLOURS[severity], severity, stream)} ${code}: ${message.replaceAll("\n", "\n    ")}`;
}

/** Relative to the project; where the terminal stands above it, a path that leads there, for links and problem matchers. */
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
  // What was not read is not without problems.
  const none = open.length === 0 ? style("green", "no problems") : "no problems in the code that can be read";
  return `${assets} ${assets === 1 ? "asset" : "assets"}: ${found.length === 0 ? none : found.join(", ")}`;
}

/** What is open, of `asset` where it is of one. */
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

/** What requires executing code, in a few lines; none where reading follows everything. */
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
