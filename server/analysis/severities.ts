// Reads the severities of problems from package.json and from the editor's settings.

import * as l10n from "@vscode/l10n";
import { DEFAULT_SEVERITY, LEVELS, type Problem, type ProblemCode, type Severities } from "../../runtime/contract/problem.js";
import { didYouMean, listKnown, nearest } from "../../runtime/planning/index.js";
import type { Expr, FileFacts, Span } from "./facts.js";
import { problem } from "./problems/finding/problem.js";

export interface ReadSeverities {
  readonly severities: Severities;
  /** The problems of the settings themselves, at their places. */
  readonly problems: readonly Problem[];
}

/** `"millrace": { "problems": { "unused-input": "off" } }` of a package.json. */
export function readSeverities(facts: FileFacts | undefined): ReadSeverities {
  if (!facts) return NONE;
  const problems: Problem[] = [];
  const tell = (span: Span, message: string, near: readonly string[] = []) =>
    problems.push(problem("invalid-config", { file: facts.path, start: span.start, end: span.end }, message, { data: { nearest: near } }));
  const [mistake] = facts.syntaxErrors;
  if (mistake) tell(mistake.span, l10n.t`package.json cannot be read: ${mistake.message} Fix the syntax first.`);
  const ours = memberOf(facts.defaultExport, "millrace");
  if (ours && ours.kind !== "object" && !mistake)
    tell(ours.span, l10n.t('These are not settings of Millrace. Write { "problems": { "unused-input": "off" } }.'));
  const settings = memberOf(ours, "problems");
  if (settings && settings.kind !== "object" && !mistake) tell(settings.span, noSettings());
  const severities: Partial<Record<ProblemCode, Level>> = {};
  for (const member of settings?.kind === "object" ? settings.members : []) {
    if (member.kind !== "property") continue;
    const { name, nameSpan, value } = member;
    const level = value.kind === "literal" ? levelOf(value.value) : undefined;
    if (!isCode(name)) tell(nameSpan, noCode(name), nearestCodes(name));
    else if (level !== undefined) severities[name] = level;
    else tell(value.span, noLevel());
  }
  return { severities, problems };
}

/** Reads the settings that an editor sends, which may be anything. `mistakes` says what is invalid. */
export function readEditorSeverities(settings: unknown): { readonly severities: Severities; readonly mistakes: readonly string[] } {
  if (settings === undefined || settings === null) return { severities: {}, mistakes: [] };
  if (typeof settings !== "object" || Array.isArray(settings)) return { severities: {}, mistakes: [noSettings()] };
  const severities: Partial<Record<ProblemCode, Level>> = {};
  const mistakes: string[] = [];
  for (const [name, value] of Object.entries(settings)) {
    const level = levelOf(value);
    if (!isCode(name)) mistakes.push(noCode(name));
    else if (level !== undefined) severities[name] = level;
    else if (value !== null) mistakes.push(`"${name}": ${JSON.stringify(value)}. ${noLevel()}`);
  }
  return { severities, mistakes };
}

/** The problems with their configured severities. Problems that are off are left out. */
export function judged(problems: readonly Problem[], severities: Severities): readonly Problem[] {
  if (Object.keys(severities).length === 0) return problems;
  return problems.flatMap((each) => {
    const severity = severities[each.code] ?? each.severity;
    return severity === "off" ? [] : severity === each.severity ? [each] : [{ ...each, severity }];
  });
}

type Level = (typeof LEVELS)[number];

const noSettings = () => l10n.t('These are not settings of problems. Write { "unused-input": "off" }.');
const noLevel = () => l10n.t`This is not a severity. Write one of ${LEVELS.map((each) => `"${each}"`).join(", ")}.`;
const NONE: ReadSeverities = { severities: {}, problems: [] };

function levelOf(value: unknown): Level | undefined {
  return LEVELS.find((each) => each === value);
}

function nearestCodes(name: string): readonly string[] {
  return nearest(name, Object.keys(DEFAULT_SEVERITY));
}

function noCode(name: string): string {
  return `${l10n.t`No problem has the code "${name}".`}${didYouMean(nearestCodes(name))} ${listKnown(Object.keys(DEFAULT_SEVERITY), 99)}`;
}

function isCode(name: string): name is ProblemCode {
  return Object.hasOwn(DEFAULT_SEVERITY, name);
}

function memberOf(expr: Expr | null, name: string): Expr | null {
  if (expr?.kind !== "object") return null;
  for (const member of expr.members) if (member.kind === "property" && member.name === name) return member.value;
  return null;
}
