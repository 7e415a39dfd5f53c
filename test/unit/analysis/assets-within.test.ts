// Assets in lists, records and namespaces of a module: analysis finds them like the runtime does.
import { expect, test } from "vitest";
import { asset, externalAsset } from "../../../runtime/sdk/index.js";
import { materializeToMemory } from "../../../runtime/sdk/materialize.js";
import { fixture } from "../../support/fixture.js";

const TEXT = `//- /src/inner.ts
import { asset } from "millrace";
export const e = asset(() => 1);
export const helper = () => 1;
//- /src/assets.ts
import { asset, externalAsset } from "millrace";
import * as inner from "./inner.js";
export * as nested from "./inner.js";
export { inner };
export const list = [asset({ key: "a" }, () => 1), externalAsset({ key: "outside" })];
export const record = { b: asset({ key: "b" }, () => 1), other: 3, deeper: { x: asset({ key: "deeper" }, () => 1) } };
export const mixed = [asset({ key: "mixed" }, () => 1), 3];
export const none: readonly unknown[] = [];
`;

test("reading finds what running takes", () => {
  const { project } = fixture(TEXT);
  expect(project.model().assets.map(({ key }) => key)).toEqual(["a", "b", "e", "outside"]);
  expect(project.model().open).toEqual([]);
});

test("what a list or record may hold beside what was read is open, where its type says that it is assets", () => {
  const openOf = (text: string) => {
    const { project } = fixture(
      `import { asset } from "millrace";\ndeclare const env: { readonly [name: string]: string | undefined };\ndeclare function make(): unknown;\n${text}`,
    );
    return project.model().mayHoldMore();
  };
  expect(openOf("const made = () => asset({ key: env.KEY! }, () => 1);\nexport const list = [made()];")).toBe(true);
  expect(openOf("declare function made(): typeof one;\nconst one = asset(() => 1);\nexport const record = { x: made() };")).toBe(true);
  expect(openOf("export const settings = { url: env.URL, all: [env.A, make()], ...env };")).toBe(false);
  expect(openOf("export const numbers = [1, env.N];")).toBe(false);
});

test("the runtime takes lists of nothing but assets, records and namespaces, one level deep", async () => {
  const one = (key: string) => asset({ key }, () => key);
  const module = {
    list: [one("a"), externalAsset({ key: "outside" })],
    record: { b: one("b"), other: 3, deeper: { x: one("deeper") } },
    mixed: [one("mixed"), 3],
    instance: new (class {
      readonly c = one("instance");
    })(),
    get fails(): never {
      throw new Error("not asked");
    },
  };
  Object.defineProperty(module, "fails", { enumerable: false });
  const result = await materializeToMemory(module);
  expect(["a", "b"].map((key) => result.outputForNode(key))).toEqual(["a", "b"]);
  for (const key of ["deeper", "mixed", "instance"]) expect(() => result.outputForNode(key)).toThrow();
});

test("an asset that a record holds beside its export has the name of the export; getters of objects are not run", async () => {
  const orders = asset(() => 1);
  const lazy = {
    get client(): never {
      throw new Error("run");
    },
    held: asset({ key: "held" }, () => 2),
  };
  const result = await materializeToMemory([{ orders, byRegion: { eu: orders }, lazy }]);
  expect(["orders", "held"].map((key) => result.outputForNode(key))).toEqual([1, 2]);
});
