// Resources by name: the names that code reads from `context.resources` are checked, can be followed, and are completed.
import { expect, test } from "vitest";
import { definition, planIn, references } from "../../../server/analysis/index.js";
import { checkFix, checkProblems, completionsAt, problemsOf } from "../../support/check.js";
import { fixture } from "../../support/fixture.js";

const IMPORT = `import { asset, type AssetContext } from "millrace";\n`;
const KNOWN = 'Known: "io_manager", "warehouse". Add it to `resources` of the Definitions.';

test("a resource that the Definitions do not have, however the code reads it", () => {
  checkProblems(`
${IMPORT}export const a = asset((context: AssetContext) => context.resources.warehose.query());
                                                                    ^^^^^^^^ unknown-resource: No resource has the key "warehose". Did you mean "warehouse"? ${KNOWN}
export const b = asset((context: AssetContext) => {
  const { warehouse, warehose: db, "lake": lake } = context.resources;
                     ^^^^^^^^ unknown-resource: No resource has the key "warehose". Did you mean "warehouse"? ${KNOWN}
                                   ^^^^^^ unknown-resource: No resource has the key "lake". ${KNOWN}
  const { resources: { lake1 }, resources } = context;
                       ^^^^^ unknown-resource: No resource has the key "lake1". ${KNOWN}
  const again = context!.resources;
  return [warehouse, db, lake, lake1, () => resources.lake2, again["lake3"]];
                                                      ^^^^^ unknown-resource: No resource has the key "lake2". ${KNOWN}
                                                                   ^^^^^^^ unknown-resource: No resource has the key "lake3". ${KNOWN}
});
const work = (context: AssetContext): number => context.resources.lake.size;
                                                                  ^^^^ unknown-resource: No resource has the key "lake". ${KNOWN}
export const c = asset({ group: "g" }, work);
export const d = asset({ requiredResourceKeys: ["lake"] }, () => 1);
                                                ^^^^^^ unknown-resource: No resource has the key "lake". ${KNOWN}
`);
});

test("what may be absent by the code itself, what another context holds, and open resources are no problem", () => {
  const assets = `${IMPORT}
declare function other(): AssetContext;
export const a = asset((context: AssetContext, name: string) => {
  const { lake = null } = context.resources;
  const inner = (context: { resources: { lake: number } }) => context.resources.lake;
  const later = () => { const context = other(); return context.resources.lake; };
  if (context.resources.lake) return 1;
  return [lake, inner, later, context.resources.lake ?? 1, context.resources.lake?.size, context.resources[name], context.resources.warehouse];
});
export const name = asset(() => "warehouse");
`;
  expect(problemsOf(fixture(assets)).map(({ message }) => message)).toEqual([]);
  const wrong = `${IMPORT}export const a = asset((context: AssetContext) => context.resources.lake.size);\n`;
  const open =
    'import { Definitions } from "millrace";\nimport * as assets from "./src/assets.js";\ndeclare const given: Record<string, unknown>;\n';
  const config = (resources: string) => `${open}export default new Definitions({ assets, resources: ${resources} });\n`;
  expect(problemsOf(fixture(wrong, { config: config("{ ...given }") })).map(({ code }) => code)).toEqual([]);
  expect(problemsOf(fixture(wrong, { config: config("{}") })).map(({ code }) => code)).toEqual(["unknown-resource"]);
});

test.each([
  "if (context.resources.lake) return String(context.resources.lake);",
  'return context.resources.lake ? String(context.resources.lake) : "none";',
  'if (context.resources.lake === undefined) return "none"; return context.resources.lake;',
  'return "lake" in context.resources ? context.resources.lake : "none";',
  'return Object.keys(context.resources).includes("lake") ? context.resources.lake : "none";',
  'const { lake } = context.resources; return lake ? lake : "none";',
  'const { lake: found } = context.resources; if (!found) return "none"; return found;',
  'const found = context.resources.lake; if (!found) return "none"; return found;',
  "let found = context.resources.lake; found ??= 1; return found;",
  'while (!context.resources.lake) return "none"; return context.resources.lake;',
  'try { return context.resources.lake.read(); } catch { return "none"; }',
  "assertDefined(context.resources.lake); return context.resources.lake;",
  "let resources: any = context.resources; resources = { lake: 1 }; return resources.lake;",
  "context = { resources: { lake: 1 } } as any; return context.resources.lake;",
  "(context.resources as any).lake = 1; return context.resources.lake;",
  'return context.resources.hasOwnProperty("warehouse");',
])("nothing is told where the code knows that a resource may be absent, or makes it: %s", (body) => {
  const assets = `${IMPORT}declare function assertDefined(value: unknown): asserts value;\nexport const a = asset((context: AssetContext<any>): unknown => { ${body} });\n`;
  expect(problemsOf(fixture(assets)).filter(({ code }) => code === "unknown-resource")).toEqual([]);
});

test.each([
  ["context.resources.warehose", "context.resources.warehouse"],
  ['context.resources["warehose"]', 'context.resources["warehouse"]'],
  ["(({ warehose }) => 1)(context.resources), (() => { const { warehose } = context.resources; return warehose; })()", null],
])("fix: the nearest name in %s", (before, after) => {
  const text = (code: string) => `${IMPORT}export const a = asset((context: AssetContext): unknown => [${code}]);\n`;
  const fixed = after ?? before.replace("const { warehose }", "const { warehouse: warehose }");
  checkFix(text(before), 'Change to "warehouse"', text(fixed));
});

test("a resource in code leads to the Definitions, and is among its references", () => {
  const { project, cursor } = fixture(
    `${IMPORT}export const a = asset((context: AssetContext) => context.resources.ware$0house.query());\n`,
  );
  const at = [project, cursor?.file ?? "", cursor?.offset ?? 0] as const;
  const target = definition(...at)?.target;
  expect(project.files.read(target?.file ?? "")?.slice(target?.start, target?.end)).toBe("warehouse");
  expect(references(...at, true).map(({ file }) => file)).toEqual(["/project/millrace.config.ts", "/project/src/assets.ts"]);
});

test("completion of resources: after the dot, in a pattern, half typed; none where TypeScript knows them", () => {
  const both = ["io_manager → io_manager", "warehouse → warehouse"];
  for (const code of [
    "export const a = asset((context: AssetContext) => context.resources.$0);",
    "export const a = asset((context: AssetContext) => { const { $0 } = context.resources; return 1; });",
    "export const a = asset((context: AssetContext) => { const { io_manager, wa$0, x: y } = context.resources; return 1; });",
    "export const a = asset((context) => { context.resources.wa$0",
  ])
    expect([code, completionsAt(IMPORT + code)]).toEqual([code, both]);
  for (const code of [
    "export const a = asset((context: AssetContext<{ resources: { db: number } }>) => context.resources.$0);",
    "export const a = asset((context: Mine) => context.resources.$0);",
    "export const a = asset((context: AssetContext) => other.context.resources.$0);",
    "export const a = asset((context: AssetContext) => context.$0);",
  ])
    expect([code, completionsAt(IMPORT + code)]).toEqual([code, []]);
});

test("a plan names the resources that each function reads", () => {
  const { project } = fixture(`${IMPORT}
export const a = asset((context: AssetContext): number => context.resources.warehouse.size + context.resources.warehouse.size);
export const b = asset((): number => 1);
`);
  const planned = planIn(project, { runId: "r", selection: [], jobName: null });
  expect(planned.kind === "plan" && planned.plan.steps.map(({ assetKey, resources }) => [assetKey, resources])).toEqual([
    ["a", ["warehouse"]],
    ["b", undefined],
  ]);
});
