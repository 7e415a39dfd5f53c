// The selection grammar, clause by clause, on one small graph: a → b → c → d, x alone.
import { expect, test } from "vitest";
import { select } from "../../../runtime/planning/index.js";
import { planIn } from "../../../server/analysis/index.js";
import { fixture } from "../../support/fixture.js";

const { project } = fixture(`
import { asset } from "millrace";
export const a = asset({ group: "raw", tags: { team: "data", pii: "" } }, () => 1);
export const b = asset({ group: "raw", kinds: ["sql"] }, (a: number) => a);
export const c = asset({ keyPrefix: "mart", owners: ["team:core"] }, (b: number) => b);
export const d = asset({ keyPrefix: "mart" }, (c: number) => c);
export const x = asset({ group: "default", tags: { team: "b-c" } }, () => 1);
`);

const selected = (text: string) => {
  const { keys, error } = select(project.model(), text);
  return keys?.join(" ") ?? error;
};

test.each([
  ["*", "a b mart/c mart/d x"],
  ["b", "b"],
  ["mart/c", "mart/c"],
  ["+mart/c", "a b mart/c"],
  ["1+mart/c", "b mart/c"],
  ["a+", "a b mart/c mart/d"],
  ["a+1", "a b"],
  ["1+b+1", "a b mart/c"],
  ['key:"mart/*"', "mart/c mart/d"],
  ["key:mart/*", "mart/c mart/d"],
  ["key:*", "a b mart/c mart/d x"],
  ["group:raw", "a b"],
  ['group:"raw" and not a', "b"],
  ["a or x", "a x"],
  ["not group:raw", "mart/c mart/d x"],
  ["a or b and x", "a"],
  ["(a or b) and b", "b"],
  ["roots(*)", "a x"],
  ["sinks(*)", "mart/d x"],
  ["roots(key:mart/*)", "mart/c"],
  ["tag:team=data", "a"],
  ['tag:"pii"', "a"],
  ["kind:sql", "b"],
  ['owner:"team:core"', "mart/c"],
  ["NOT a AND b", "b"],
  ["key:*/c", "mart/c"],
  ["key:*/c+", "mart/c mart/d"],
  ["+key:*/c", "a b mart/c"],
  ["key:m*", "mart/c mart/d"],
  ["tag:team=b-c", "x"],
  ["tag:pii", "a"],
  ['tag:pii=""', "a"],
  ["owner:<null> and key:mart/*", "mart/d"],
  ["kind:<null> and group:raw", "a"],
  // a → b → mart/c: b is not selected, but still connects a and mart/c.
  ["roots(a or mart/c)", "a"],
  ["sinks(a or mart/c)", "mart/c"],
  ["roots(a or mart/d or x)", "a x"],
])("%s → %s", (text, expected) => expect(selected(text)).toBe(expected));

test("values are read to their end, whatever words they hold, and assets load themselves without coming before themselves", () => {
  const words = fixture(`
import { asset, DailyPartitionsDefinition, TimeWindowPartitionMapping } from "millrace";
const partitions = new DailyPartitionsDefinition({ startDate: "2026-01-01" });
const partitionMapping = new TimeWindowPartitionMapping({ startOffset: -1, endOffset: -1, allowNonexistentUpstreamPartitions: true });
export const ore = asset({ partitions, ins: { ore: { partitionMapping } } }, (ore: number | undefined): number => ore ?? 0);
export const not_d = asset({ partitions }, (ore: number): number => ore);
export const and_d = asset({ partitions }, (ore: number): number => ore);
export const roots_d = asset({ partitions }, (ore: number): number => ore);
`).project.model();
  expect(select(words, "key:or* or key:not* or key:roots*").keys).toEqual(["not_d", "ore", "roots_d"]);
  expect(select(words, "key:and_d").keys).toEqual(["and_d"]);
  expect(select(words, "roots(*)").keys).toEqual(["ore"]);
});

test.each([
  ["tag:team=d*", 'No asset matches "tag:team=d*".'],
  ["group:<null>", 'No asset matches "group:<null>". Known: "default", "raw".'],
  ["bb", 'No asset matches "bb". Known: "a", "b", "mart/c", "mart/d", "x".'],
  ["group:rav", 'No asset matches "group:rav". Did you mean "raw"? Known: "default", "raw".'],
  ["status:failed", 'The selection attribute "status" is not known. Known: key, group, tag, owner, kind.'],
  [
    "a and",
    'The selection "a and" cannot be read: the selection is incomplete. Examples: orders, +orders, group:sales, key:"raw/*" and not orders.',
  ],
  [
    "a b",
    'The selection "a b" cannot be read: "b" is not allowed there. Examples: orders, +orders, group:sales, key:"raw/*" and not orders.',
  ],
  [
    "a & b",
    'The selection "a & b" cannot be read: "& b" is not allowed there. Examples: orders, +orders, group:sales, key:"raw/*" and not orders.',
  ],
])("%s is refused with a reason", (text, expected) => expect(selected(text)).toBe(expected));

test("a plan holds the selected assets in order, their arguments bound by position", () => {
  const planned = planIn(project, { runId: "r", selection: ["mart/d", "a+1"], jobName: null });
  expect(planned.kind === "plan" && planned.plan.steps.map(({ assetKey, after }) => `${assetKey} after [${after.join()}]`)).toEqual([
    "a after []",
    "b after [a]",
    "mart/d after []",
  ]);
});

test("errors among the selected assets and their upstream stop a run; others are told", () => {
  const broken = fixture(`
import { asset } from "millrace";
export const a = asset((nothing_here: number) => 1);
export const b = asset((a: number) => a);
export const free = asset(() => 1);
`).project;
  expect(planIn(broken, { runId: "r", selection: ["b"], jobName: null })).toMatchObject({
    kind: "problems",
    problems: [{ code: "unknown-upstream" }],
  });
  expect(planIn(broken, { runId: "r", selection: ["free"], jobName: null })).toMatchObject({
    kind: "plan",
    warnings: [{ code: "unknown-upstream" }],
  });
});
