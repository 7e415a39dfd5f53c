// The program that computes types equals the one that the project's own tsc would create.
import { describe, expect, it } from "vitest";
import { problemsOf } from "../../support/check.js";
import { type Fixture, fixture } from "../../support/fixture.js";

const told = (made: Fixture) =>
  problemsOf(made)
    .map(({ code, place }) => `${code} ${place.file.replace("/project/", "")}`)
    .sort();

const TYPESCRIPT = (version: string) => `//- /node_modules/typescript/package.json\n{ "name": "typescript", "version": "${version}" }\n`;

const NULLABLE = `//- /src/assets.ts
import { asset } from "millrace";
export const names = asset((): (string | null)[] => ["a"]);
export const upper = asset((names: string[]) => names.length);
`;

describe("every file that tsconfig includes", () => {
  it("declarations that nobody imports, and sources that declare globals", () => {
    const made = fixture(`
//- /src/global.d.ts
interface Row { id: number }
//- /src/more.ts
declare global { interface Other { id: number } }
export {};
//- /src/reset.d.ts
interface Array<T> { filter(predicate: BooleanConstructor): Exclude<T, null | undefined>[]; }
//- /src/assets.ts
import { asset } from "millrace";
export const rows = asset((): Row[] => []);
export const others = asset((): Other[] => []);
export const wrong = asset((rows: { id: string }[], others: { id: string }[]) => [rows.length, others.length]);
export const names = asset(() => ["a", null].filter(Boolean));
export const upper = asset((names: string[]) => names.length);
`);
    expect(told(made)).toEqual(["type-mismatch src/assets.ts", "type-mismatch src/assets.ts"]);
  });

  it("a change of one counts", () => {
    const made = fixture(`
//- /src/global.d.ts
interface Row { id: number }
//- /src/assets.ts
import { asset } from "millrace";
export const rows = asset((): Row[] => []);
export const ids = asset((rows: { id: number }[]) => rows.length);
`);
    expect(told(made)).toEqual([]);
    made.texts.set("/project/src/global.d.ts", "interface Row { id: string }\n");
    made.workspace.apply([{ kind: "saved", path: "/project/src/global.d.ts" }]);
    expect(told(made)).toEqual(["type-mismatch src/assets.ts"]);
  });
});

describe("the defaults of the installed TypeScript", () => {
  const LOOSE = `//- /tsconfig.json\n{ "compilerOptions": { "module": "NodeNext" }, "include": ["src", "millrace.config.ts"] }\n`;

  it("5 is not strict, 6 and 7 are", () => {
    expect(told(fixture(`${TYPESCRIPT("5.9.3")}${LOOSE}${NULLABLE}`))).toEqual([]);
    expect(told(fixture(`${TYPESCRIPT("6.0.3")}${LOOSE}${NULLABLE}`))).toEqual(["type-mismatch src/assets.ts"]);
    expect(told(fixture(`${LOOSE}${NULLABLE}`))).toEqual(["type-mismatch src/assets.ts"]);
  });

  it("5 takes all of @types", () => {
    const own = `//- /node_modules/@types/own/package.json
{ "name": "@types/own", "version": "1.0.0", "types": "index.d.ts" }
//- /node_modules/@types/own/index.d.ts
declare function stat(): { size: number };
//- /src/assets.ts
import { asset } from "millrace";
export const size = asset(() => stat().size);
export const text = asset((size: string) => size);
`;
    expect(told(fixture(`${TYPESCRIPT("5.9.3")}${LOOSE}${own}`))).toEqual(["type-mismatch src/assets.ts"]);
    expect(told(fixture(`${TYPESCRIPT("6.0.3")}${LOOSE}${own}`))).toEqual([]);
  });
});

describe("configs that refer to others", () => {
  const SOLUTION = `//- /tsconfig.json
{ "files": [], "references": [{ "path": "./tsconfig.app.json" }, { "path": "./tsconfig.node.json" }] }
//- /tsconfig.app.json
{ "compilerOptions": { "strict": true, "module": "ESNext", "moduleResolution": "bundler", "types": [], "paths": { "@/*": ["./src/*"] } }, "include": ["src"] }
//- /tsconfig.node.json
{ "compilerOptions": { "strict": false, "module": "ESNext", "moduleResolution": "bundler", "types": [] }, "include": ["millrace.config.ts"] }
`;

  it("the one that includes the file counts", () => {
    const made = fixture(`${SOLUTION}${NULLABLE}//- /src/unreached.ts
import { asset } from "millrace";
export const forgotten = asset(() => 1);
`);
    expect(told(made)).toEqual(["not-in-definitions src/unreached.ts", "type-mismatch src/assets.ts"]);
  });

  it("its paths lead, for reading and for the bundler", () => {
    const made = fixture(`${SOLUTION}//- /src/raw.ts
import { asset } from "millrace";
export const orders = asset((): number[] => [1]);
//- /src/assets.ts
import { asset } from "millrace";
export * from "@/raw";
export const total = asset((orders: string[]) => orders.length);
`);
    expect(told(made)).toEqual(["type-mismatch src/assets.ts"]);
    expect(made.project.modules()["src/assets.ts"]).toEqual({ "@/raw": "src/raw.ts" });
  });

  it("assets of two configs are compared by that of who takes", () => {
    const made = fixture(`
//- /tsconfig.json
{ "files": [], "references": [{ "path": "./raw" }, { "path": "./marts" }] }
//- /raw/tsconfig.json
{ "compilerOptions": { "strict": false, "module": "NodeNext", "types": [] } }
//- /marts/tsconfig.json
{ "compilerOptions": { "strict": true, "module": "NodeNext", "types": [] } }
//- /raw/orders.ts
import { asset } from "millrace";
export const orders = asset((): (number | null)[] => [1]);
export const lax = asset((orders: number[]) => orders.length);
//- /marts/total.ts
import { asset } from "millrace";
export const total = asset((orders: number[]) => orders.length);
//- /millrace.config.ts
import { Definitions, InMemoryIOManager } from "millrace";
import * as raw from "./raw/orders.js";
import * as marts from "./marts/total.js";
export default new Definitions({ assets: [raw, marts], resources: { io_manager: new InMemoryIOManager() } });
`);
    expect(told(made)).toEqual(["type-mismatch marts/total.ts"]);
  });
});

describe("a broken tsconfig", () => {
  const at = (text: string) =>
    problemsOf(fixture(text)).map(({ code, place }) => `${code} ${place.file.replace("/project/", "")} ${place.start}-${place.end}`);

  it("is told where it is written", () => {
    expect(at(`//- /tsconfig.json\n{ "extends": "./none.json" }\n${NULLABLE}`)).toContainEqual(
      expect.stringMatching(/^invalid-tsconfig tsconfig.json 13-26$/),
    );
    expect(at(`//- /tsconfig.json\n{ "compilerOptions": { "srtict": true } }\n${NULLABLE}`)).toContainEqual(
      expect.stringMatching(/^invalid-tsconfig tsconfig.json 23-31$/),
    );
    expect(at(`//- /tsconfig.json\n{ "compilerOptions": { "strict": \n${NULLABLE}`)).toContainEqual(
      expect.stringMatching(/^invalid-tsconfig tsconfig.json/),
    );
    expect(
      at(`//- /tsconfig.json\n{ "extends": "./base.json" }\n//- /base.json\n{ "compilerOptions": { "target": "ES1999" } }\n${NULLABLE}`),
    ).toContainEqual(expect.stringMatching(/^invalid-tsconfig base.json/));
  });

  it("mending a config that another extends counts at once", () => {
    const made = fixture(`//- /tsconfig.json
{ "extends": "./shared/compiler.json", "include": ["src", "millrace.config.ts"] }
//- /shared/compiler.json
{ "compilerOptions": { "strict": false, "module": "NodeNext", "types": [] } }
${NULLABLE}`);
    expect(told(made)).toEqual([]);
    made.texts.set("/project/shared/compiler.json", `{ "compilerOptions": { "strict": true, "module": "NodeNext", "types": [] } }`);
    made.workspace.apply([{ kind: "saved", path: "/project/shared/compiler.json" }]);
    expect(told(made)).toEqual(["type-mismatch src/assets.ts"]);
  });

  it("a package that cannot be there is no mistake", () => {
    const extending = `//- /tsconfig.json\n{ "extends": "@tsconfig/node22/tsconfig.json" }\n//- /src/assets.ts\nexport {};\n`;
    expect(told(fixture(extending))).toEqual(["invalid-tsconfig tsconfig.json"]);
    expect(fixture(extending, { sdk: false }).project.model().problems).toEqual([]);
  });

  it("what TypeScript 7 removed is told once, where it is installed", () => {
    const old = `//- /tsconfig.json
{ "compilerOptions": { "strict": true, "module": "ESNext", "moduleResolution": "node", "baseUrl": ".", "types": [] } }
//- /src/assets.ts
export {};
`;
    expect(told(fixture(`${TYPESCRIPT("7.0.2")}${old}`))).toEqual(["invalid-tsconfig tsconfig.json"]);
    expect(told(fixture(`${TYPESCRIPT("5.9.3")}${old}`))).toEqual([]);
  });

  it("an option of a TypeScript later than ours is none", () => {
    const options = (text: string) =>
      `//- /tsconfig.json\n{ "compilerOptions": { "types": [], ${text} } }\n//- /src/assets.ts\nexport {};\n`;
    expect(told(fixture(`${TYPESCRIPT("7.0.2")}${options('"checkers": 2')}`))).toEqual([]);
    expect(told(fixture(`${TYPESCRIPT("7.0.2")}${options('"strict_est": true')}`))).toEqual(["invalid-tsconfig tsconfig.json"]);
    expect(
      told(
        fixture(
          `${TYPESCRIPT("9.0.0")}//- /tsconfig.json\n{ "compilerOptions": { "types": [], "strictest": true } }\n//- /src/assets.ts\nexport {};\n`,
        ),
      ),
    ).toEqual([]);
  });
});

it("one tsconfig over two projects tells nothing of the other's assets", () => {
  const made = fixture(`
//- /tsconfig.json
{ "compilerOptions": { "strict": true, "module": "NodeNext", "types": [] } }
//- /src/assets.ts
import { asset } from "millrace";
export const orders = asset(() => 1);
//- /other/millrace.config.ts
import { Definitions } from "millrace";
import * as assets from "./assets.js";
export default new Definitions({ assets });
//- /other/assets.ts
import { asset } from "millrace";
export const invoices = asset(() => 1);
`);
  expect(told(made)).toEqual([]);
});

it("types that hold ever larger instances of themselves are compared, and keep nothing else from it", () => {
  const made = fixture(`
import { asset } from "millrace";
export interface Versioned<T> { current: T; history: Versioned<T[]> | null }
export interface Loose<T> { current: T; history: Loose<T[]> | null; note: string }
export interface Same<T> { current: T; history: Same<T[]> | null }
export const prices = asset((): Versioned<number> => ({ current: 1, history: null }));
export const latest = asset((prices: Loose<number>) => prices.current);
export const same = asset((prices: Same<number>) => prices.current);
export const last = asset((same: string) => same);
`);
  expect(problemsOf(made).map(({ data }) => data?.assetKey)).toEqual(["last", "latest"]);
});
