// Settings of problems: package.json applies to everyone, the editor's settings override it. A problem that is off disappears everywhere.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DEFAULT_SEVERITY, LEVELS } from "../../../runtime/contract/problem.js";
import { planIn, readEditorSeverities } from "../../../server/analysis/index.js";
import { checkProblems, problemsOf } from "../../support/check.js";
import { fixture } from "../../support/fixture.js";
import { repository } from "../../support/repository.js";

const ASSETS = `import { asset } from "millrace";
export const a = asset((gone: number) => gone);
export const b = asset((): number => 1);
export const c = asset((b: string) => b);
export const d = asset({ deps: ["no"] }, (b: number) => 1);
`;
const project = (problems: object) =>
  fixture(`//- /package.json\n${JSON.stringify({ millrace: { problems } })}\n//- /src/assets.ts\n${ASSETS}`);
const told = (made: ReturnType<typeof fixture>) => problemsOf(made, true).map(({ code, severity }) => `${code} ${severity}`);

test("problems are as severe as package.json says, those of wiring, of types and of loading", () => {
  expect(told(project({}))).toEqual(["unknown-upstream error", "unknown-dep warning", "unused-input hint", "type-mismatch error"]);
  const changed = { "unknown-upstream": "warning", "type-mismatch": "information", "unknown-dep": "error", "unused-input": "off" };
  expect(told(project(changed))).toEqual(["unknown-upstream warning", "unknown-dep error", "type-mismatch information"]);
});

test("a wrong code or level is told where it stands", () => {
  checkProblems(`
//- /package.json
{
  "millrace": {
    "problems": {
      "unusd-input": "off",
      ^^^^^^^^^^^^^ invalid-config: No problem has the code "unusd-input". Did you mean "unused-input"? Known: ${Object.keys(
        DEFAULT_SEVERITY,
      )
        .sort()
        .map((code) => `"${code}"`)
        .join(", ")}.
      "unknown-dep": "warn"
                     ^^^^^^ invalid-config: This is not a severity. Write one of "off", "hint", "information", "warning", "error".
    }
  }
}
//- /src/assets.ts
import { asset } from "millrace";
export const b = asset((): number => 1);
`);
  checkProblems(`
//- /package.json
{ "millrace": { "problems": "off" } }
                            ^^^^^ invalid-config: These are not settings of problems. Write { "unused-input": "off" }.
//- /src/assets.ts
import { asset } from "millrace";
export const b = asset((): number => 1);
`);
});

test("settings of the wrong shape are told, whatever they are, and the rest of them counts", () => {
  const told = (text: string) => {
    const made = fixture(`//- /package.json\n${text}\n//- /src/assets.ts\n${ASSETS}`);
    return problemsOf(made, true).flatMap(({ code, message }) => (code === "invalid-config" ? [message.split(" Known")[0]] : []));
  };
  const noSettings = 'These are not settings of problems. Write { "unused-input": "off" }.';
  for (const wrong of ["null", "7", "true", '["off"]', '"off"', "-1"])
    expect(told(`{ "millrace": { "problems": ${wrong} } }`)).toEqual([noSettings]);
  for (const wrong of ["null", "7", '"x"', "[]"])
    expect(told(`{ "millrace": ${wrong} }`)).toEqual([
      'These are not settings of Millrace. Write { "problems": { "unused-input": "off" } }.',
    ]);
  const noLevel = 'This is not a severity. Write one of "off", "hint", "information", "warning", "error".';
  for (const wrong of ["null", "0", "{}", '["off"]', '"OFF"', "false"])
    expect(told(`{ "millrace": { "problems": { "unused-input": ${wrong}, "__proto__": "off", "toString": "off" } } }`)).toEqual([
      noLevel,
      'No problem has the code "__proto__".',
      'No problem has the code "toString".',
    ]);
  expect(told('{ "millrace": { "problems": { "unused-input": "off", } } ')).toHaveLength(1);
  for (const fine of ["", "{}", "[]", "null", '{ "millrace": {} }', '{ "millrace": { "problems": {} } }']) expect(told(fine)).toEqual([]);
});

test("an editor may send anything", () => {
  for (const none of [undefined, null, {}]) expect(readEditorSeverities(none)).toEqual({ severities: {}, mistakes: [] });
  for (const wrong of ["off", 7, true, ["off"]]) expect(readEditorSeverities(wrong).mistakes).toHaveLength(1);
  const mixed = JSON.parse('{ "unused-input": "off", "unusd-input": "off", "unknown-dep": 3, "type-mismatch": null, "__proto__": "off" }');
  const { severities, mistakes } = readEditorSeverities(mixed);
  expect(severities).toEqual({ "unused-input": "off" });
  expect(mistakes.map((each) => each.split(" Known")[0])).toEqual([
    'No problem has the code "unusd-input". Did you mean "unused-input"?',
    '"unknown-dep": 3. This is not a severity. Write one of "off", "hint", "information", "warning", "error".',
    'No problem has the code "__proto__".',
  ]);
});

test("only errors keep assets from running, whatever they are by default", () => {
  const ask = { runId: "r", selection: ["c"], jobName: null };
  expect(planIn(project({}).project, ask).kind).toBe("problems");
  expect(planIn(project({ "type-mismatch": "off" }).project, ask).kind).toBe("plan");
  expect(planIn(project({ "type-mismatch": "warning" }).project, ask).kind).toBe("plan");
  expect(planIn(project({ nonsense: "off" }).project, { ...ask, selection: ["b"] }).kind).toBe("plan");
  expect(planIn(project({ "unknown-dep": "error" }).project, { ...ask, selection: ["d"] }).kind).toBe("problems");
});

test("an edit of package.json, and the editor's settings over it", () => {
  const made = project({ "unused-input": "off" });
  made.project.model();
  made.texts.set("/project/package.json", '{ "millrace": { "problems": { "unknown-dep": "off" } } }');
  made.workspace.apply([{ kind: "saved", path: "/project/package.json" }]);
  expect(told(made)).toEqual(["unknown-upstream error", "unused-input hint", "type-mismatch error"]);
  const byFolder = { "": { "unused-input": "error" }, "/project": { "unused-input": "off", "type-mismatch": "hint" } } as const;
  made.workspace.apply([{ kind: "severities", path: "", byFolder }]);
  expect(told(made)).toEqual(["unknown-upstream error", "type-mismatch hint"]);
  made.workspace.apply([{ kind: "severities", path: "", byFolder: { "": { "unknown-upstream": "off" }, "/proj": {} } }]);
  expect(told(made)).toEqual(["unused-input hint", "type-mismatch error"]);
  made.workspace.apply([{ kind: "severities", path: "", byFolder: {} }]);
  expect(told(made)).toEqual(["unknown-upstream error", "unused-input hint", "type-mismatch error"]);
});

test("the setting of VS Code lists every code with every level, and nothing else", () => {
  const manifest = JSON.parse(readFileSync(`${repository}/package.json`, "utf8"));
  const setting = manifest.contributes.configuration.properties["millrace.problems"];
  expect(setting.additionalProperties).toBe(false);
  const listed = Object.entries(setting.properties as Record<string, { enum: string[]; default: string }>);
  expect(Object.fromEntries(listed.map(([code, each]) => [code, each.default]))).toEqual(DEFAULT_SEVERITY);
  for (const [, each] of listed) expect(each.enum).toEqual(LEVELS);
});
