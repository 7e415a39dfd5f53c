// An import resolves to the same file in analysis and at run time.
import { describe, expect, it } from "vitest";
import { problemsOf } from "../../support/check.js";
import { type Fixture, fixture } from "../../support/fixture.js";

const told = (made: Fixture) =>
  problemsOf(made).map(({ code, place, message }) => `${code} ${place.file.replace("/project/", "")}: ${message.split(".")[0]}`);
const leads = (made: Fixture, file = "src/assets.ts") => made.project.modules()[file];
const RAW = `import { asset } from "millrace";\nexport const orders = asset((): number[] => [1]);\n`;
const TAKES = `export const total = asset((orders: number[]) => orders.length);\n`;
const TSCONFIG = (options: string) =>
  `//- /tsconfig.json\n{ "compilerOptions": { "strict": true, "module": "NodeNext", "types": []${options} } }\n`;

const PACKAGE = (exports: string) => `//- /node_modules/@acme/shop/package.json
{ "name": "@acme/shop", "version": "1.0.0", "type": "module", "exports": ${exports} }
`;

describe("sources", () => {
  it("a source counts before what was compiled beside it", () => {
    const made = fixture(`
//- /src/raw.ts
${RAW}//- /src/raw.js
import { asset } from "millrace";
export const orders = asset(() => ["stale"]);
//- /src/assets.ts
import { asset } from "millrace";
export * from "./raw.js";
${TAKES}`);
    expect(told(made)).toEqual([]);
    expect(leads(made)).toEqual({ "./raw.js": "src/raw.ts" });
  });

  it("moduleSuffixes, rootDirs, paths and a later import", () => {
    const made =
      fixture(`${TSCONFIG(`, "moduleSuffixes": [".node", ""], "rootDirs": ["./src", "./generated"], "paths": { "~/*": ["./lib/*"] }`)}
//- /src/raw.node.ts
${RAW}//- /src/raw.ts
export const nothing = 1;
//- /generated/names.ts
export const name = "a";
//- /lib/late.ts
export const late = 1;
//- /src/assets.ts
import { asset } from "millrace";
import { name } from "./names.js";
export * from "./raw.js";
export const lazy = asset(async () => [name, (await import("~/late.js")).late]);
${TAKES}`);
    expect(told(made)).toEqual([]);
    expect(leads(made)).toEqual({ "./raw.js": "src/raw.node.ts", "./names.js": "generated/names.ts", "~/late.js": "lib/late.ts" });
  });

  it("a folder, and JavaScript beside its declarations", () => {
    const made = fixture(`${TSCONFIG(`, "module": "ESNext", "moduleResolution": "bundler"`)}
//- /src/generated/client/index.js
exports.users = () => [];
//- /src/generated/client/index.d.ts
export declare function users(): { id: number }[];
//- /src/assets.ts
import { asset } from "millrace";
import { users } from "./generated/client";
export const all = asset(() => users());
export const wrong = asset((all: { id: string }[]) => all.length);
`);
    expect(told(made).map((each) => each.split(" ")[0])).toEqual(["type-mismatch"]);
    expect(leads(made)).toEqual({ "./generated/client": "src/generated/client/index.js" });
  });
});

describe("packages", () => {
  const USES = `//- /src/assets.ts
import { asset } from "millrace";
export * from "@acme/shop";
${TAKES}`;

  it("an import takes the condition of imports, also where the package says no type", () => {
    const made = fixture(`//- /package.json
{ "name": "project" }
${PACKAGE(`{ "import": "./esm.ts", "require": "./cjs.ts" }`)}//- /node_modules/@acme/shop/esm.ts
${RAW}//- /node_modules/@acme/shop/cjs.ts
export const nothing = 1;
${USES}`);
    expect(leads(made)).toEqual({ "@acme/shop": "node_modules/@acme/shop/esm.ts" });
    expect([...made.project.model().byKey.keys()].sort()).toEqual(["orders", "total"]);
  });

  it("customConditions, and TypeScript that was copied into node_modules", () => {
    const made =
      fixture(`${TSCONFIG(`, "customConditions": ["@acme/source"]`)}${PACKAGE(`{ "@acme/source": "./src/index.ts", "default": "./dist/index.js" }`)}
//- /node_modules/@acme/shop/src/index.ts
export * from "./raw.js";
//- /node_modules/@acme/shop/src/raw.ts
${RAW}//- /node_modules/@acme/shop/dist/index.js
export const nothing = 1;
${USES}`);
    expect(told(made)).toEqual([]);
    expect(leads(made, "node_modules/@acme/shop/src/index.ts")).toEqual({ "./raw.js": "node_modules/@acme/shop/src/raw.ts" });
  });

  it("what is compiled in node_modules stays a package, whatever lies beside it", () => {
    const made = fixture(`${PACKAGE(`{ "types": "./src/index.ts", "default": "./dist/index.js" }`)}//- /node_modules/@acme/shop/src/index.ts
${RAW}//- /node_modules/@acme/shop/dist/index.js
export const orders = 1;
//- /node_modules/@acme/shop/dist/index.ts
${RAW}//- /src/assets.ts
import { asset } from "millrace";
import { orders as rows } from "@acme/shop";
export const count = asset(() => rows);
`);
    expect(leads(made)).toEqual({});
  });
});

describe("what is no code", () => {
  it("texts are texts, by their ending or as they are imported", () => {
    const made = fixture(`
//- /src/orders.sql
select 1 -- ' all
//- /src/schema.graphql
type Order { id: ID }
//- /src/name.txt
orders
//- /src/text.d.ts
declare module "*.sql" { const text: string; export default text; }
declare module "*.txt" { const text: string; export default text; }
declare module "*.graphql" { const text: string; export default text; }
//- /src/assets.ts
import { asset } from "millrace";
import query from "./orders.sql" with { type: "text" };
import name from "./name.txt";
import schema from "./schema.graphql" with { type: "text" };
export const orders = asset({ description: name }, () => [query.length, schema.length]);
`);
    expect(told(made)).toEqual([]);
  });

  it("anything else is told at the import", () => {
    const made = fixture(`
//- /src/rates.yaml
a: 1
//- /src/assets.ts
import { asset } from "millrace";
import rates from "./rates.yaml";
export const orders = asset(() => rates);
`);
    expect(told(made)).toEqual(['unresolved-import src/assets.ts: "']);
    expect(problemsOf(made)[0]?.message).toContain('"./rates.yaml" is not code, JSON or text');
  });
});

describe("what an import names that is not code", () => {
  const IMPORTS = `//- /package.json
{ "name": "project", "type": "module", "imports": {
  "#raw": { "staging": "./src/staging.ts", "default": "./src/raw.ts" }, "#lib/*": "./src/lib/*.ts", "#gone": "./src/gone.ts" } }
//- /src/raw.ts
${RAW}//- /src/staging.ts
import { asset } from "millrace";
export const orders = asset(() => ["staging"]);
//- /src/lib/one.ts
export const one = 1;
`;

  it("#names lead where package.json says, by the conditions of the project", () => {
    const assets = `//- /src/assets.ts
import { asset } from "millrace";
import { one } from "#lib/one";
export * from "#raw";
export const total = asset((orders: number[]) => orders.length + one);
`;
    const made = fixture(`${IMPORTS}${assets}`);
    expect(told(made).filter((each) => !each.startsWith("not-in-definitions"))).toEqual([]);
    expect(leads(made)).toEqual({ "#raw": "src/raw.ts", "#lib/one": "src/lib/one.ts" });
    const staging = fixture(`${TSCONFIG(`, "customConditions": ["staging"]`)}${IMPORTS}${assets}`);
    expect(leads(staging)).toEqual({ "#raw": "src/staging.ts", "#lib/one": "src/lib/one.ts" });
    expect(told(staging).map((each) => each.split(" ")[0])).toContain("type-mismatch");
  });

  it("a #name that leads nowhere is told", () => {
    const made = fixture(`${IMPORTS}//- /src/assets.ts
import { asset } from "millrace";
import { gone } from "#gone";
import { unnamed } from "#unnamed";
export const total = asset(() => [gone, unnamed]);
`);
    const remedy = 'cannot be resolved. Name it in "imports" of package.json, or fix the path there.';
    const problems = problemsOf(made).filter(({ code }) => code === "unresolved-import");
    expect(problems.map(({ message }) => message)).toEqual([`"#gone" ${remedy}`, `"#unnamed" ${remedy}`]);
  });

  it("a custom condition that leads a package to JavaScript", () => {
    const made = fixture(`${TSCONFIG(`, "customConditions": ["source"]`)}${PACKAGE(`{ "source": "./source.js", "default": "./built.js" }`)}
//- /node_modules/@acme/shop/source.js
import { asset } from "millrace";
export const orders = asset(() => [1]);
//- /node_modules/@acme/shop/built.js
export const nothing = 1;
//- /src/assets.ts
import { asset } from "millrace";
export * from "@acme/shop";
export const total = asset((orders: number[]) => orders.length);
`);
    expect(leads(made)).toEqual({ "@acme/shop": "node_modules/@acme/shop/source.js" });
    expect([...made.project.model().byKey.keys()].sort()).toEqual(["orders", "total"]);
  });

  it("declarations alone serve for types, and for nothing that runs", () => {
    const made = fixture(`
//- /src/shapes.d.ts
export interface Shape { id: number }
export declare const shape: Shape;
//- /src/names.d.ts
export type Name = string;
//- /node_modules/@types/lodash/package.json
{ "name": "@types/lodash", "version": "1.0.0", "types": "index.d.ts" }
//- /node_modules/@types/lodash/index.d.ts
export declare function chunk<T>(list: T[]): T[][];
export type List<T> = T[];
//- /src/assets.ts
import { asset } from "millrace";
import { shape, type Shape } from "./shapes.js";
import { Name } from "./names.js";
import { List } from "lodash";
export const shapes = asset((): List<Shape> => [shape]);
export const names = asset((): Name[] => []);
`);
    const problems = problemsOf(made).map(({ place, message }) => `${place.file}: ${message}`);
    expect(problems).toEqual([
      '/project/src/assets.ts: "./shapes.js" is declared, but it has no code to execute. Add the code, or import types alone: import type.',
    ]);
  });

  it("the same, of packages and of what is exported again", () => {
    const made = fixture(`
//- /src/names.d.ts
export type Name = string;
//- /node_modules/@types/lodash/package.json
{ "name": "@types/lodash", "version": "1.0.0", "types": "index.d.ts" }
//- /node_modules/@types/lodash/index.d.ts
export declare function chunk<T>(list: T[]): T[][];
//- /src/assets.ts
import { asset } from "millrace";
import { chunk } from "lodash";
export * from "./names.js";
export const chunks = asset(() => chunk([1]));
`);
    expect(problemsOf(made).map(({ message }) => message)).toEqual([
      '"lodash" is declared, but it has no code to execute. Add the code (npm install lodash), or import types alone: import type.',
      '"./names.js" is declared, but it has no code to execute. Add the code, or import types alone: import type.',
    ]);
  });
});

describe("types of tsconfig", () => {
  it("a name that leads to no declarations is told where it stands", () => {
    const made = fixture(`
//- /tsconfig.json
{ "compilerOptions": { "strict": true, "module": "NodeNext", "types": ["there", "gone", "@scope/gone/client"] } }
//- /node_modules/@types/there/index.d.ts
declare const there: number;
//- /src/assets.ts
${RAW}`);
    const text = made.texts.get("/project/tsconfig.json") ?? "";
    const problems = made.project.model().problems.map(({ code, message, place }) => [code, text.slice(place.start, place.end), message]);
    expect(problems).toEqual([
      [
        "invalid-tsconfig",
        '"gone"',
        expect.stringContaining('The types "gone" are not installed. Install them: npm install @types/gone, or'),
      ],
      ["invalid-tsconfig", '"@scope/gone/client"', expect.stringContaining("Install them: npm install @scope/gone, or")],
    ]);
  });
});
