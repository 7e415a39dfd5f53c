// How severe each problem is: as the project's package.json says, and over it the editor, where one has its own mind.
import { DEFAULT_SEVERITY, LEVELS, type Problem, type ProblemCode, type Severities } from "../../runtime/contract/problem.js";
import type { Expr, FileFacts, Span } from "./facts.js";
import { didYouMean, listKnown, nearest } from "./nearest.js";
import { problem } from "./problems/problem.js";

export interface ReadSeverities {
  readonly severities: Severities;
  /** What is wrong with the settings themselves, where they stand. */
  readonly problems: readonly Problem[];
}

/** `"millrace": { "problems": { "unused-input": "off" } }` of a package.json. */
export function readSeverities(facts: FileFacts | undefined): ReadSeverities {
  const settings = facts?.defaultExport ? memberOf(memberOf(facts.defaultExport, "millrace"), "problems") : null;
  if (!facts || !settings) return NONE;
  const told = (span: Span, message: string, near: readonly string[] = []) =>
    problem("invalid-config", { file: facts.path, start: span.start, end: span.end }, message, { data: { nearest: near } });
  if (settings.kind !== "object")
    return { severities: {}, problems: [told(settings.span, 'These are no settings of problems. Write { "unused-input": "off" }.')] };
  const severities: Partial<Record<ProblemCode, (typeof LEVELS)[number]>> = {};
  const problems: Problem[] = [];
  for (const member of settings.members) {
    if (member.kind !== "property") continue;
    const { name, nameSpan, value } = member;
    const level = value.kind === "literal" ? LEVELS.find((each) => each === value.value) : undefined;
    if (!isCode(name)) {
      const near = nearest(name, Object.keys(DEFAULT_SEVERITY));
      problems.push(
        told(nameSpan, `No problem has the code "${name}".${didYouMean(near)} ${listKnown(Object.keys(DEFAULT_SEVERITY), 99)}`, near),
      );
    } else if (level === undefined) {
      problems.push(told(value.span, `This is no level of a problem. Write one of ${LEVELS.map((each) => `"${each}"`).join(", ")}.`));
    } else severities[name] = level;
  }
  return { severities, problems };
}

/** The problems as severe as they are to be; those that are off are left out. */
export function judged(problems: readonly Problem[], severities: Severities): readonly Problem[] {
  if (Object.keys(severities).length === 0) return problems;
  return problems.flatMap((each) => {
    const severity = severities[each.code] ?? each.severity;
    return severity === "off" ? [] : severity === each.severity ? [each] : [{ ...each, severity }];
  });
}

const NONE: ReadSeverities = { severities: {}, problems: [] };

function isCode(name: string): name is ProblemCode {
  return Object.hasOwn(DEFAULT_SEVERITY, name);
}

function memberOf(expr: Expr | null, name: string): Expr | null {
  if (expr?.kind !== "object") return null;
  for (const member of expr.members) if (member.kind === "property" && member.name === name) return member.value;
  return null;
}
