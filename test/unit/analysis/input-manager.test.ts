// `inputManagerKey` of an asset: the manager that loads all its inputs, except those with their own.
import { expect, test } from "vitest";
import { assetGraph } from "../../../server/analysis/index.js";
import { problemsOf } from "../../support/check.js";
import { fixture } from "../../support/fixture.js";

const ASSETS = (key: string) => `import { asset } from "millrace";
export const a = asset((): number[] => [1]);
export const b = asset((): number[] => [1]);
export const both = asset({ inputManagerKey: ${key}, ins: { b: { inputManagerKey: "io_manager" } } }, (a: number[], b: number[]) => [a, b]);
`;

test("is told in the graph, and is a problem once where no resource has that name", () => {
  const good = fixture(ASSETS('"warehouse"'));
  expect(problemsOf(good, true).map(({ code }) => code)).toEqual([]);
  const both = assetGraph(good.project).assets.find(({ key }) => key === "both");
  expect(both?.inputs.map(({ ioManagerKey }) => ioManagerKey)).toEqual(["warehouse", "io_manager"]);
  expect(problemsOf(fixture(ASSETS('"warehous"'))).map(({ code, message }) => [code, /"warehouse"/.test(message)])).toEqual([
    ["unknown-input-manager-key", true],
  ]);
});

test("is open where only running can tell: nothing is raised from it", () => {
  const open = fixture(
    ASSETS('process.env.LOADER ?? "nowhere"').replace(
      "import",
      "declare const process: { env: Record<string, string | undefined> };\nimport",
    ),
  );
  expect(problemsOf(open, true).map(({ code }) => code)).toEqual([]);
  expect(open.project.model().byKey.get("both")?.open).toEqual(["ins"]);
});
