// A parameter that names no known asset but has an `inputManagerKey`: an external asset that no code declares.
import { expect, test } from "vitest";
import { assetGraph, graphView, hover, loaderOf, planIn } from "../../../server/analysis/index.js";
import { checkFix, checkProblems, fixTitles, problemsOf } from "../../support/check.js";
import { fixture } from "../../support/fixture.js";

const IMPORT = `import { asset } from "millrace";\n`;
const CONFIG = `import { Definitions, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({
  assets,
  resources: { io_manager: new FilesystemIOManager({ baseDir: "data" }), api: { loadInput: () => [1] } },
});
`;

test("it is external in the graph, loaded by that manager, told in the hover, and bound in the plan", () => {
  const made = fixture(
    `${IMPORT}export const total = asset({ keyPrefix: "x", inputManagerKey: "api", ins: { rates: { key: "vendor/rates" } } }, (fe$0ed: number[], rates: number[]) => [feed, rates]);
export const again = asset({ ins: { feed: { inputManagerKey: "api" } }, deps: ["vendor/rates"] }, (feed: number[]) => feed);
`,
    { config: CONFIG },
  );
  expect(problemsOf(made, true).map(({ message }) => message)).toEqual([]);
  const { assets } = assetGraph(made.project);
  expect(assets.map(({ key, external, ioManagerKey, inputs }) => [key, external, ioManagerKey, inputs.map(({ asset }) => asset)])).toEqual([
    ["again", undefined, "io_manager", ["feed"]],
    ["feed", true, "api", []],
    ["vendor/rates", true, "api", []],
    ["x/total", undefined, "io_manager", ["feed", "vendor/rates"]],
  ]);
  const options = { project: "", name: "", statusOf: () => ({ state: "never" as const }), problems: [], runId: null, cannotRun: null };
  expect(
    graphView(made.project, options)
      .nodes.filter(({ external }) => external)
      .map(({ key }) => key),
  ).toEqual(["feed", "vendor/rates"]);
  const { byKey } = made.project.model();
  expect([loaderOf(byKey.get("feed")), loaderOf(byKey.get("again")), loaderOf(undefined)]).toEqual([{ loadedBy: "api" }, {}, {}]);
  const planned = planIn(made.project, { runId: "r", selection: ["x/total"], jobName: null });
  expect(
    planned.kind === "plan" &&
      planned.plan.steps.map(({ bindings, after }) => [bindings.map((each) => "assetKey" in each && each.assetKey), after]),
  ).toEqual([[["feed", "vendor/rates"], []]]);
  const { file, offset } = made.cursor ?? { file: "", offset: 0 };
  const said = hover(made.project, file, offset, { statusOf: options.statusOf, now: 0, storedLink: (_key, path) => path })?.markdown;
  expect(said).toContain("**`feed`** · external asset in group `default`");
  expect(said).toContain("It is not declared. Parameters name it, and their `inputManagerKey` says what loads it.");
});

test("a near name is a warning, with both remedies; without an input manager it is unknown, as it was", () => {
  const text = `${IMPORT}export const orders = asset((): number[] => [1]);
export const total = asset({ inputManagerKey: "api" }, (order: number[]) => order);
                                                        ~~~~~ undeclared-external: No asset has the key "order", so it is treated as an external asset that "api" loads. Did you mean "orders"? Or declare it with externalAsset({ key: "order" }).
export const other = asset((feed: number[]) => feed);
                            ^^^^ unknown-upstream: No asset has the key "feed". Create it, or name another asset.
`;
  checkProblems(text, { config: CONFIG });
});

test("fixes: the near name, or a declaration", () => {
  const text = (parameter: string) => `${IMPORT}export const orders = asset((): number[] => [1]);
export const total = asset({ inputManagerKey: "warehouse" }, (${parameter}: number[]) => ${parameter});
`;
  checkFix(text("order"), 'Change to "orders"', text("orders"));
  expect(fixTitles(text("order"))).toEqual(['Change to "orders"', 'Declare "order" as an external asset']);
  const keyed = (key: string) => `${IMPORT}export const orders = asset((): number[] => [1]);
export const total = asset({ ins: { all: { key: "${key}", inputManagerKey: "warehouse" } } }, (all: number[]) => all);
`;
  checkFix(keyed("order"), 'Change to "orders"', keyed("orders"));
});

test("nothing is made up where only running can tell: which assets there are, or what loads them", () => {
  const open = CONFIG.replace("assets,", "assets: [assets, ...more()],").replace(
    "export default",
    "declare function more(): object[];\nexport default",
  );
  const assets = `${IMPORT}export const total = asset({ inputManagerKey: "api" }, (feed: number[]) => feed);\n`;
  const made = fixture(assets, { config: open });
  expect(problemsOf(made).map(({ code }) => code)).toEqual([]);
  expect(made.project.model().byKey.has("feed")).toBe(false);
  const unread = `declare const which: string;\n${assets.replace('"api"', "which")}`;
  expect(problemsOf(fixture(unread, { config: CONFIG })).map(({ code }) => code)).toEqual([]);
});

test("an edit that declares the asset, or takes the manager away, counts at once", () => {
  const text = (options: string) => `${IMPORT}export const total = asset({ ${options} }, (feed: number[]) => feed);\n`;
  const made = fixture(text('inputManagerKey: "api"'), { config: CONFIG });
  const edited = (next: string) => {
    made.texts.set("/project/src/assets.ts", next);
    made.workspace.apply([{ kind: "saved", path: "/project/src/assets.ts" }]);
    return [made.project.model().byKey.get("feed")?.external, problemsOf(made).map(({ code }) => code)];
  };
  expect(made.project.model().byKey.get("feed")?.external).toBe(true);
  expect(edited(text(""))).toEqual([undefined, ["unknown-upstream"]]);
  expect(edited(`${text('inputManagerKey: "api"')}export const feed = asset((): number[] => [1]);\n`)).toEqual([false, []]);
  expect(edited(`${text('inputManagerKey: "api"')}export const feeds = asset((): number[] => [1]);\n`)).toEqual([
    true,
    ["undeclared-external"],
  ]);
});
