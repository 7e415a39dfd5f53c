// While the config cannot be read, its last readable content is used at its current position. A fresh start has no such content.
import { expect, test } from "vitest";
import { fixesFor, planIn, references, renameAsset, troubles } from "../../../server/analysis/index.js";
import { problemsOf } from "../../support/check.js";
import { type Fixture, fixture } from "../../support/fixture.js";

const CONFIG = `import { AssetSelection, Definitions, defineAssetJob, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({
  assets,
  resources: { io_manager: new FilesystemIOManager({ baseDir: "data" }) },
  jobs: [defineAssetJob("all", { selection: AssetSelection.keys("orders") })],
});
`;
const ASSETS = `import { asset } from "millrace";
export const orders = asset((): number[] => [1]);
export const total = asset({ ioManagerKey: "none" }, (orders: number[], gone: number): number => orders.length + gone);
`;
const FILE = "/project/millrace.config.ts";

function start(config = CONFIG): Fixture {
  const made = fixture(`//- /millrace.config.ts\n${config}//- /src/assets.ts\n${ASSETS}`);
  made.project.model();
  return made;
}

function type({ workspace }: Fixture, text: string): void {
  workspace.apply([{ kind: "edited", path: FILE, text }]);
}

const keys = ({ project }: Fixture) => [...project.model().byKey.keys()];
const codes = (made: Fixture) => problemsOf(made).map(({ code }) => code);

test.each([
  ["a quote", CONFIG.replace('"./src/assets.js"', '"./src/ass')],
  ["a template", CONFIG.replace("assets,", "assets, jobs: `")],
  ["a comment", CONFIG.replace("export default", "/* export default")],
  ["a brace", CONFIG.replace("new Definitions({", "new Definitions(")],
  ["an import", "import "],
])("%s that is not closed takes no asset away, and is told", (_, broken) => {
  const made = start();
  const before = codes(made);
  type(made, broken);
  expect(keys(made)).toEqual(["orders", "total"]);
  expect(made.project.model().problems.length).toBe(before.length);
  expect(made.project.sourceFiles()).toContain("/project/src/assets.ts");
  const [told] = troubles(made.project);
  expect(told?.message).toMatch(/^millrace\.config\.ts cannot be read: .* Its last readable version is used\. Fix the syntax first\.$/);
  expect(codes(made)).toContain("syntax-error");
  expect(planIn(made.project, { runId: "r", selection: ["orders"], jobName: null }).kind).toBe("problems");

  type(made, CONFIG.replace("assets,", "assets: [assets.orders],"));
  expect(keys(made)).toEqual(["orders"]);
  expect(troubles(made.project)).toEqual([]);
});

test("what it names is where it stands now; nothing is edited there", () => {
  const made = start();
  const broken = CONFIG.replace('import * as assets from "./src/assets.js"', '// moved down\n\nimport * as assets from "./src/ass');
  type(made, broken);
  const at = ASSETS.indexOf("orders");
  const texts = () =>
    references(made.project, "/project/src/assets.ts", at, true).map(({ file, start, end }) =>
      (file === FILE ? broken : ASSETS).slice(start, end),
    );
  expect(texts()).toEqual(["orders", "orders", "orders"]);
  const orders = made.project.model().byKey.get("orders");
  expect(orders && renameAsset(made.project, orders, "sales")).toEqual({
    kind: "refused",
    reason: "millrace.config.ts cannot be read now, so the names in it are unknown. Fix its syntax first.",
  });
  const unknown = made.project.model().problems.find(({ code }) => code === "unknown-io-manager-key");
  const titles = () => unknown && fixesFor(made.project, unknown).map(({ title }) => title);
  expect(titles()).not.toContain('Add the resource "none" to the Definitions');
  type(made, CONFIG);
  expect(titles()).toContain('Add the resource "none" to the Definitions');
});

test("a config that was never whole is taken as far as it can be read; text thrown away is forgotten", () => {
  const made = start(CONFIG.replace('"./src/assets.js"', '"./src/ass'));
  expect(keys(made)).toEqual([]);
  expect(troubles(made.project)[0]?.message).toMatch(/Fix the syntax first\.$/);
  expect(troubles(made.project)[0]?.message).not.toContain("before");
  type(made, CONFIG);
  expect(keys(made)).toEqual(["orders", "total"]);
  type(made, "export default new Definitions({");
  expect(keys(made)).toEqual(["orders", "total"]);
  made.texts.set(FILE, "export {};\n");
  made.workspace.apply([{ kind: "closed", path: FILE }]);
  expect(keys(made)).toEqual([]);
});
