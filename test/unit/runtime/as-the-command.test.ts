// `materialize` and `materializeToMemory` in a test refuse and report the same as the command.
import { expect, test } from "vitest";
import { type AssetContext, asset, externalAsset } from "../../../runtime/sdk/index.js";
import { materializeToMemory } from "../../../runtime/sdk/materialize.js";

test("refuses a default and a stray entry of ins, as the command does", async () => {
  const up = asset(() => 1);
  const defaulted = asset((up: number, other = 2) => up + other);
  await expect(materializeToMemory({ up, defaulted })).rejects.toThrow('defaulted: the parameter "other" has a default');
  const stray = asset({ ins: { uq: { key: "up" } } }, (up: number) => up);
  await expect(materializeToMemory({ up, stray })).rejects.toThrow('stray: ins has an entry "uq", but the function has no parameter');
});

test("takes a dep that is declared where it is named, or whose own key tells which it is", async () => {
  const hidden = asset({ key: "hidden" }, () => 1);
  const after = asset({ deps: [externalAsset({ key: "vendor/feed" }), hidden] }, () => 2);
  expect((await materializeToMemory({ after })).outputForNode("after")).toBe(2);
});

test("names a resource that is not there, where the function fails without it", async () => {
  type Context = AssetContext<{ resources: { warehouse: { name: string }; cache?: { name: string } } }>;
  const fails = asset((context: Context) => context.resources.warehouse.name);
  const later = asset(async (context: Context) => (await Promise.resolve(context.resources)).warehouse.name);
  const copes = asset((context: Context) => context.resources.cache?.name ?? "none");
  const throws = asset((context: Context): string => {
    if (context.resources.cache === undefined) throw new Error("no cache today");
    return "cache";
  });
  const resources = { warehose: { name: "w" } };
  for (const one of [fails, later])
    await expect(materializeToMemory({ one }, { resources })).rejects.toThrow(
      'reading \'name\'). one needs the resource "warehouse", which does not exist. Did you mean "warehose"?',
    );
  expect((await materializeToMemory({ copes }, { resources })).outputForNode("copes")).toBe("none");
  await expect(materializeToMemory({ throws }, { resources })).rejects.toThrow(/no cache today$/);
});

test("resources stay plain: they can be cloned, and an error that has nothing to do with a missing one stays as it is", async () => {
  type Context = AssetContext<{ resources: { plain: { n: number }; cache?: object } }>;
  const clone = asset((context: Context) => structuredClone(context.resources) as unknown);
  const other = asset((context: Context): unknown => {
    void context.resources.cache;
    return ({ list: 1 } as unknown as { list: { map(): void } }).list.map();
  });
  const resources = { plain: { n: 1 } };
  expect((await materializeToMemory({ clone }, { resources })).outputForNode("clone")).toEqual(resources);
  await expect(materializeToMemory({ other }, { resources })).rejects.toThrow(/map is not a function$/);
});

test("the place of an error that a missing resource explains is where the code failed", async () => {
  const fails = asset((context: AssetContext<{ resources: { warehouse: { name: string } } }>) => context.resources.warehouse.name);
  const result = await materializeToMemory({ fails }, { raiseOnError: false, resources: {} });
  expect(String((result.error as Error | null)?.stack)).toContain("as-the-command.test.ts");
});
