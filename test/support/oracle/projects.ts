// Typical project setups, each with pairs of types that depend on its configuration, and many random pairs.
import { trials } from "../trials.js";
import type { Judged, Pair } from "./judged-project.js";
import { DECLARED, randomPairs } from "./random-types.js";

const NODE = { target: "ES2022", module: "NodeNext", types: [] };
const SAME_ROW: readonly Pair[] = [
  ["Row[]", "{ id: number }[]"],
  ["Row[]", "{ id: string }[]"],
  ["MoreRow", "Row"],
  ["Row", "MoreRow"],
  ["Money", "{ amount: number }"],
  ["{ amount: number; currency: 'EUR' }", "Money"],
  ["Hidden", "{ shown: string }"],
  ["{ shown: string }", "Hidden"],
  ["Row & Omit<Level, 'id'>", "Row & Level"],
  ["Required<2 & { id?: number }>", "2 & { id?: number }"],
  ["{ found?: Result<string> }", "{ found?: Result<number> }"],
  ["{ found?: Result<string> }", "{ found?: Result<string> | Error }"],
  ["Result<string> | Error", "Result<number> | Error | null"],
  ["{ ok: boolean; value: string; error: string }", "Result<string>"],
  ["{ ok: boolean; value: string }", "Result<string>"],
];
const NULLS: readonly Pair[] = [
  ["null", "string"],
  ["string | null", "string"],
  ["{ email: string | null }[]", "{ email: string }[]"],
  ["{ email?: string }", "{ email: string }"],
  ["{ email?: string | undefined }", "{ email?: string }"],
  ["null", "{ a: number }"],
  ["null[]", "string[]"],
  ["{ a: null }", "{ a: number }"],
  ["Map<string, null>", "Map<string, number>"],
  ["null", "null"],
  ["string", "null"],
  ["never[]", "string[]"],
  ["undefined[]", "string[]"],
  ["unknown", "{}"],
  ["unknown", "{ a: number }"],
];

/** In modules, the declarations need an export. A class or an enum needs a body, so they are declared. */
const MODULE = DECLARED.replace(/^(?=interface|type|declare)/gm, "export ");
const IMPORT = 'import type { Box, Colour, Hidden, Json, Level, Money, MoreRow, Plain, Result, Row, Tree } from "./types.js";';
const USED = "export type Used = [Box<1>, Colour, Hidden, Json, Level, Money, MoreRow, Plain, Result<1>, Row, Tree];";

const chance = (seed: number) => randomPairs(seed, trials(600, 60));

export const PROJECTS: Readonly<Record<string, Judged>> = {
  "strict is off": {
    compilerOptions: { ...NODE, strict: false },
    files: { "src/types.ts": MODULE },
    header: `${IMPORT}\n${USED}`,
    pairs: [...SAME_ROW, ...NULLS, ...chance(3)],
  },
  "strict, with imported types": {
    compilerOptions: { ...NODE, strict: true },
    files: { "src/types.ts": MODULE },
    header: `${IMPORT}\n${USED}`,
    pairs: [...SAME_ROW, ...NULLS, ...chance(1)],
  },
  "types that a file declares for all": {
    compilerOptions: { ...NODE, strict: true, exactOptionalPropertyTypes: true },
    files: { "src/globals.d.ts": DECLARED },
    pairs: [...SAME_ROW, ...NULLS, ...chance(2)],
  },
  "nothing says how strict": {
    compilerOptions: { target: "ES2022", module: "NodeNext" },
    files: { "src/types.ts": MODULE },
    header: `${IMPORT}\n${USED}`,
    pairs: [...SAME_ROW, ...NULLS, ...chance(4)],
  },
  "a bundler's settings, paths and the types of Node.js": {
    compilerOptions: {
      target: "ES2020",
      lib: ["dom", "dom.iterable", "esnext"],
      module: "esnext",
      moduleResolution: "bundler",
      strict: true,
      noUncheckedIndexedAccess: true,
      types: ["node"],
      paths: { "@/*": ["./src/*"] },
    },
    files: { "src/types.ts": MODULE },
    header: `${IMPORT.replace("./types.js", "@/types")}\n${USED}`,
    pairs: [
      ...SAME_ROW,
      ["Buffer", "Uint8Array"],
      ["Uint8Array", "Buffer"],
      ["URL", "string"],
      ["{ at: URL }", "{ at: { href: string } }"],
      ["NodeJS.ProcessEnv", "Record<string, string>"],
      ["NodeJS.ProcessEnv", "Record<string, string | undefined>"],
      ["Blob", "File"],
      ["File", "Blob"],
      ...chance(5),
    ],
  },
  "a config that refers to others": {
    compilerOptions: {},
    project: "tsconfig.app.json",
    files: {
      "tsconfig.json": '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }, { "path": "./tsconfig.tools.json" }] }',
      "tsconfig.app.json": JSON.stringify({
        compilerOptions: { ...NODE, strict: true, skipLibCheck: true, noEmit: true, composite: true },
        include: ["src", "millrace.config.ts"],
      }),
      "tsconfig.tools.json": JSON.stringify({
        compilerOptions: { ...NODE, strict: false, noEmit: true, composite: true },
        include: ["tools"],
      }),
      "src/globals.d.ts": DECLARED,
      "tools/globals.d.ts": "interface OnlyTools { a: number }\n",
    },
    pairs: [...SAME_ROW, ...NULLS, ...chance(6)],
  },
};
