// A value fits a parameter if TypeScript accepts its mutable copy: every pair of a list of types, with several strictness options.
import ts from "typescript";
import { expect, test } from "vitest";
import { typeProblems } from "../../server/analysis/index.js";
import { fixture } from "../support/fixture.js";
import { sampleOf } from "../support/trials.js";

const DECLARED = `
export interface Row { id: number; tags: readonly string[] }
export interface RowCopy { id: number; tags: string[] }
export interface Plain { id: number; tags: string[] }
export interface Tree { value: number; children: readonly Tree[] }
export interface TreeCopy { value: number; children: TreeCopy[] }
export interface MutableTree { value: number; children: MutableTree[] }
export interface Weak { tags?: string[]; note?: string }
export enum Colour { Red = "red", Blue = "blue" }
export class Secret { private token = 1; list: readonly number[] = [] }
export class SecretCopy { private token = 1; list: number[] = [] }
export class Open { list: readonly number[] = [] }
export class OpenCopy { list: number[] = [] }
`;

/** Each type with its mutable copy, if that is a different type. */
const ALL: readonly (readonly [type: string, copy?: string])[] = [
  ["number"],
  ["string | number"],
  ["boolean"],
  ["'a' | 'b'"],
  [`\`id-\${number}\``],
  ["Colour"],
  ["number[]"],
  ["readonly number[]", "number[]"],
  ["readonly (readonly number[])[]", "number[][]"],
  ["number[][]"],
  ["readonly [number, string]", "[number, string]"],
  ["[number, string]"],
  ["[number, string?]"],
  ["readonly [number, ...string[]]", "[number, ...string[]]"],
  ["[number, ...(string | number)[]]"],
  ["(string | number)[]"],
  ["readonly number[] | readonly string[]", "number[] | string[]"],
  ["number[] | string[]"],
  ["readonly number[] | null", "number[] | null"],
  ["number[] | null"],
  ["Row", "RowCopy"],
  ["Plain"],
  ["{ id: number; tags: string[] }"],
  ["{ id: number; tags?: string[] }"],
  ["{ id: number; tags: string[] | undefined }"],
  ["{ id: number; tags?: readonly string[] }", "{ id: number; tags?: string[] }"],
  ["{ id: number; tags?: readonly string[] | undefined }", "{ id: number; tags?: string[] | undefined }"],
  ["{ readonly id: number; readonly tags: readonly string[] }", "{ id: number; tags: string[] }"],
  ["{ id: string; tags: string[] }"],
  ["{ id: number; tags: number[] }"],
  ["{ tags: readonly string[] } & { id: number }", "{ tags: string[] } & { id: number }"],
  ["{ tags: string[] } & { id?: number }"],
  ["Weak"],
  ["{ other: readonly string[] }", "{ other: string[] }"],
  ["Record<string, string[]>"],
  ["Record<string, readonly string[]>", "Record<string, string[]>"],
  ["Record<string, number | string[]>"],
  ["{ tags: readonly string[] }", "{ tags: string[] }"],
  ["{ [index: number]: string[] }"],
  ["Record<'x' | 'y', readonly string[]>", "Record<'x' | 'y', string[]>"],
  ["Partial<Record<'x' | 'y', string[]>>"],
  ["Tree", "TreeCopy"],
  ["MutableTree"],
  ["ReadonlyMap<string, readonly number[]>", "Map<string, number[]>"],
  ["Map<string, number[]>"],
  ["ReadonlyMap<string, number[]>", "Map<string, number[]>"],
  ["ReadonlySet<string>", "Set<string>"],
  ["Set<string>"],
  ["{ kind: 'a' | 'b'; list: readonly number[] }", "{ kind: 'a' | 'b'; list: number[] }"],
  ["{ kind: 'a'; list: number[] } | { kind: 'b'; list: number[] }"],
  ["{ kind: 'a'; list: number[] } | { kind: 'b'; list: string[] }"],
  [
    "{ kind: 'a'; list: readonly number[] } | { kind: 'b'; list: readonly string[] }",
    "{ kind: 'a'; list: number[] } | { kind: 'b'; list: string[] }",
  ],
  ["Date"],
  ["{ at: Date; list: readonly Date[] }", "{ at: Date; list: Date[] }"],
  ["{ at: Date; list: Date[] }"],
  ["Secret", "SecretCopy"],
  ["Open", "OpenCopy"],
  ["{ list: number[] }"],
  ["{}"],
  ["object"],
  ["unknown[]"],
  ["Iterable<number>"],
  ["ArrayLike<number>"],
];
const TYPES = sampleOf(ALL, 10);

test.each([
  ["strict", { strict: true }],
  ["exact optional properties", { strict: true, exactOptionalPropertyTypes: true }],
  ["without strict null checks", { strict: true, strictNullChecks: false }],
])("%s", (_, strictness) => {
  const expected = judgements(strictness);
  const told = ours(strictness);
  const differing = TYPES.flatMap(([from], a) =>
    TYPES.flatMap(([to], b) => {
      const [ts, we] = [expected.has(`${a} ${b}`), !told.has(`${a} ${b}`)];
      return ts === we || (!ts && LENIENT.has(`${from}  →  ${to}`)) ? [] : [`${from}  →  ${to}: TypeScript ${ts ? "takes" : "refuses"} it`];
    }),
  );
  expect(differing).toEqual([]);
});

/** TypeScript distinguishes an absent member from an undefined one by more than types. In these cases, the value is accepted. */
const LENIENT = new Set(["{ id: number; tags?: readonly string[] | undefined }  →  Record<string, number | string[]>"]);

/** The pairs that TypeScript accepts, directly or as a copy. */
function judgements(strictness: ts.CompilerOptions): ReadonlySet<string> {
  const lines = TYPES.flatMap(([from, copy = from], a) =>
    TYPES.map(([to], b) => [`${a} ${b}`, `void ((given: Exclude<${from}, undefined>): ${to} => given);`, copy, to] as const),
  );
  const text = [
    DECLARED.replaceAll("\n", " "),
    ...lines.map(([, line]) => line),
    ...lines.map(([, , copy, to]) => `void ((given: Exclude<${copy}, undefined>): ${to} => given);`),
  ].join("\n");
  const options: ts.CompilerOptions = { ...strictness, target: ts.ScriptTarget.ES2023, types: [], noEmit: true };
  const host = ts.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, target) => (name === "pairs.ts" ? ts.createSourceFile(name, text, target) : getSourceFile(name, target));
  const program = ts.createProgram(["pairs.ts"], options, host);
  const source = program.getSourceFile("pairs.ts");
  const refused = new Set(
    program.getSemanticDiagnostics(source).map(({ start = 0 }) => (source?.getLineAndCharacterOfPosition(start).line ?? 0) - 1),
  );
  return new Set(lines.flatMap(([pair], at) => (refused.has(at) && refused.has(at + lines.length) ? [] : [pair])));
}

/** The pairs that are a problem according to Millrace. */
function ours(strictness: object): ReadonlySet<string> {
  const upstreams = TYPES.map(([type], a) => `export const a${a} = asset((): ${type} => null!);`);
  const consumers = TYPES.map(([type], b) => `export const b${b} = asset((${TYPES.map((_, a) => `a${a}: ${type}`).join(", ")}) => 1);`);
  const compilerOptions = { ...strictness, target: "ES2023", module: "NodeNext", types: [] };
  const { project } = fixture(`//- /tsconfig.json
${JSON.stringify({ compilerOptions, include: ["**/*.ts"] })}
//- /src/types.ts
${DECLARED}
//- /src/upstream.ts
import { asset } from "millrace";
import type * as T from "./types.js";
import { type Row, type RowCopy, type Plain, type Tree, type MutableTree, type Weak, type Colour, type Secret, type SecretCopy, type Open } from "./types.js";
${upstreams.join("\n")}
//- /src/assets.ts
import { asset } from "millrace";
import { type Row, type RowCopy, type Plain, type Tree, type MutableTree, type Weak, type Colour, type Secret, type SecretCopy, type Open } from "./types.js";
export * from "./upstream.js";
${consumers.join("\n")}
`);
  const problems = typeProblems(project, "/project/src/assets.ts").filter(({ code }) => code === "type-mismatch");
  return new Set(problems.map(({ data }) => `${data?.name?.slice(1)} ${data?.assetKey?.slice(1)}`));
}
