// Realistic projects: several configs, all kinds of files, files that appear and disappear, and missing packages.
import { describe, expect, it } from "vitest";
import { typeProblems } from "../../../server/analysis/index.js";
import { hoverAt, problemsOf } from "../../support/check.js";
import { type Fixture, fixture } from "../../support/fixture.js";

const told = (made: Fixture) => problemsOf(made).map(({ code, place }) => `${code} ${place.file.replace("/project/", "")}`);
const keys = (made: Fixture) => [...made.project.model().byKey.keys()];

const CONFIG = `import { Definitions, FilesystemIOManager, assetsFrom } from "millrace";
export default new Definitions({ assets: assetsFrom("./src"), resources: { io_manager: new FilesystemIOManager({ baseDir: "data" }) } });
`;

describe("kinds of files", () => {
  it("reads .mts, .cts, .tsx, barrels and default exports", () => {
    const made = fixture(`
//- /src/a.mts
import { asset } from "millrace";
export const a = asset((): number => 1);
//- /src/b.cts
import { asset } from "millrace";
export const b = asset((a: number): number => a);
//- /src/c.tsx
import { asset } from "millrace";
export default asset({ key: "c" }, (b: number): number => b);
//- /src/barrel.ts
export * from "./a.mjs";
export { b as again } from "./b.cjs";
export { default as last } from "./c.js";
//- /millrace.config.ts
import { Definitions } from "millrace";
import * as assets from "./src/barrel.js";
export default new Definitions({ assets });
//- /tsconfig.json
{ "compilerOptions": { "strict": true, "target": "ES2023", "lib": ["ES2023"], "module": "NodeNext", "jsx": "preserve", "types": [] }, "include": ["**/*"] }
`);
    expect(keys(made)).toEqual(["a", "b", "c"]);
    expect(told(made)).toEqual([]);
  });

  it("reads JavaScript with JSDoc types, and checks them", () => {
    const made = fixture(`
//- /src/assets.js
import { asset } from "millrace";
/** @typedef {{ id: number }} Row */
export const rows = asset(/** @returns {Row[]} */ () => [{ id: 1 }]);
export const count = asset(/** @param {Row[]} rows */ (rows) => rows.length);
export const wrong = asset(/** @param {string[]} rows */ (rows) => rows.length);
//- /millrace.config.ts
${CONFIG}
//- /tsconfig.json
{ "compilerOptions": { "strict": true, "target": "ES2023", "lib": ["ES2023"], "module": "NodeNext", "allowJs": true, "checkJs": true, "types": [] }, "include": ["**/*"] }
`);
    expect(keys(made)).toEqual(["count", "rows", "wrong"]);
    expect(typeProblems(made.project, "/project/src/assets.js").map(({ code, data }) => `${code} ${data?.assetKey}`)).toEqual([
      "type-mismatch wrong",
    ]);
  });
});

describe("what reading cannot know", () => {
  it("makes no error of assets that helpers and loops make", () => {
    const made = fixture(`
//- /src/assets.ts
import { asset } from "millrace";
const made = (name: string) => asset({ key: name }, () => 1);
export const regions = ["north", "south"].map((region) => made(\`sales_\${region}\`));
export const total = asset((sales_north: number, sales_south: number) => sales_north + sales_south);
//- /millrace.config.ts
import { Definitions } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets });
`);
    expect(told(made)).toEqual([]);
  });

  it("works without node_modules: names are checked, types say nothing", () => {
    const made = fixture(
      `
import { asset } from "millrace";
export const orders = asset((): number[] => [1]);
export const total = asset((orders: string[]): number => orders.length);
export const other = asset((order: number[]): number => order.length);
`,
      { sdk: false },
    );
    expect(told(made)).toContain("unknown-upstream src/assets.ts");
    expect(keys(made)).toEqual(["orders", "other", "total"]);
  });
});

describe("several projects", () => {
  const files = `
//- /millrace.config.ts
import { Definitions } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets });
//- /src/assets.ts
import { asset } from "millrace";
export const orders = asset((): number => 1);
//- /packages/shop/millrace.config.ts
import { Definitions } from "millrace";
import { shared } from "@lib/shared";
import * as assets from "./assets.js";
export default new Definitions({ assets: [assets, shared] });
//- /packages/shop/assets.ts
import { asset } from "millrace";
export const orders = asset((shared: number): number => shared);
//- /packages/shop/tsconfig.json
{ "extends": "../../tsconfig.base.json", "include": ["**/*"], "references": [{ "path": "../lib" }] }
//- /packages/lib/shared.ts
import { asset } from "millrace";
export const shared = asset((): number => 1);
//- /packages/lib/tsconfig.json
{ "extends": "../../tsconfig.base.json", "compilerOptions": { "composite": true }, "include": ["**/*"] }
//- /tsconfig.base.json
{ "compilerOptions": { "strict": true, "target": "ES2023", "lib": ["ES2023"], "module": "ESNext", "moduleResolution": "bundler", "types": [], "paths": { "@lib/*": ["./packages/lib/*"] } } }
//- /tsconfig.json
{ "extends": "./tsconfig.base.json", "include": ["src/**/*", "millrace.config.ts"] }
`;

  it("keeps them apart, follows path aliases and references, and gives each file to its own", () => {
    const { workspace } = fixture(files);
    const shop = workspace.project("/project/packages/shop");
    expect([...(shop?.model().byKey.keys() ?? [])]).toEqual(["orders", "shared"]);
    expect(shop?.model().problems).toEqual([]);
    expect(workspace.project("/project")?.model().problems).toEqual([]);
    expect(workspace.projectOf("/project/packages/shop/assets.ts")?.dir).toBe("/project/packages/shop");
    expect(workspace.projectOf("/project/packages/lib/shared.ts")?.dir).toBe("/project/packages/shop");
    expect(workspace.projectOf("/project/src/assets.ts")?.dir).toBe("/project");
    expect(workspace.projectOf("/project/elsewhere.ts")).toBe(null);
  });

  it("lets a project go with its config, and comes back with it", () => {
    const { workspace, texts } = fixture(files);
    const config = "/project/packages/shop/millrace.config.ts";
    const text = texts.get(config) ?? "";
    texts.delete(config);
    workspace.apply([{ kind: "deleted", path: config }]);
    expect(workspace.project("/project/packages/shop")).toBe(null);
    texts.set(config, text);
    workspace.apply([{ kind: "created", path: config }]);
    expect(workspace.project("/project/packages/shop")?.model().byKey.size).toBe(2);
  });
});

describe("files that come and go", () => {
  it("follows a file that is moved, and a thousand that change at once", () => {
    const modules = Array.from({ length: 1000 }, (_, at) => {
      const upstream = at === 0 ? "" : `asset_${at - 1}: number`;
      return `//- /src/m${at}.ts\nimport { asset } from "millrace";\nexport const asset_${at} = asset((${upstream}): number => 1);\n`;
    });
    const made = fixture(`\n${modules.join("")}//- /millrace.config.ts\n${CONFIG}`);
    expect(made.project.model().problems.filter(({ severity }) => severity === "error")).toEqual([]);

    const text = made.texts.get("/project/src/m5.ts") ?? "";
    made.texts.delete("/project/src/m5.ts");
    made.texts.set("/project/src/inner/five.ts", text);
    made.workspace.apply([
      { kind: "deleted", path: "/project/src/m5.ts" },
      { kind: "created", path: "/project/src/inner/five.ts" },
    ]);
    expect(made.project.model().byKey.get("asset_5")?.place.file).toBe("/project/src/inner/five.ts");

    // A switch to another branch: every name changes, half of the files disappear, and as many are new.
    const changes: Parameters<typeof made.workspace.apply>[0][number][] = [];
    for (const [path, before] of [...made.texts]) {
      if (!path.startsWith("/project/src/")) continue;
      const at = Number(/asset_(\d+) = /.exec(before)?.[1]);
      made.texts.delete(path);
      changes.push({ kind: "deleted", path });
      const next = at % 2 === 0 ? path : `/project/src/other${at}.ts`;
      made.texts.set(next, before.replaceAll("asset_", "other_"));
      changes.push({ kind: "created", path: next });
    }
    made.workspace.apply(changes);
    expect(made.project.model().byKey.size).toBe(1000);
    expect(made.project.model().byKey.has("other_999")).toBe(true);
    expect(made.project.model().problems.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("says of a file in no project nothing at all", () => {
    expect(
      hoverAt(
        `\n//- /src/assets.ts\nimport { asset } from "millrace";\nexport const a = asset(() => 1);\n//- /scripts/x.ts\nconst $0a = 1;\n`,
      ),
    ).toBe(null);
  });
});
