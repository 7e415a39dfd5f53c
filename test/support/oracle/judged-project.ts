// A project whose wiring is checked twice: by its installed tsc and by `millrace check`. A difference is a bug, except for the rules of
// stored values.
import { join } from "node:path";
import type { TypeEngine } from "../../../runtime/contract/editor.js";
import { say } from "../npm-project.js";
import { run } from "../terminal.js";

/** The return type of an asset and the type of a parameter. */
export type Pair = readonly [given: string, taken: string];

export interface Judged {
  /** Further files in the project's folder. */
  readonly files?: Readonly<Record<string, string>>;
  readonly compilerOptions: Readonly<Record<string, unknown>>;
  /** The beginning of src/assets.ts. */
  readonly header?: string;
  readonly pairs: readonly Pair[];
  /** The config that tsc compiles, if it is not tsconfig.json. */
  readonly project?: string;
}

/** The files of the project. `tsconfig.json` is left out if the project has its own. */
export function filesOf({ files = {}, compilerOptions, header = "", pairs }: Judged): Readonly<Record<string, string>> {
  const assets = pairs.flatMap(([given, taken], at) => [
    `export const g${at} = asset(function (): ${given} { return undefined as never; });`,
    `export const t${at} = asset((g${at}: ${taken}) => { void g${at}; return 1; });`,
  ]);
  const judge = pairs.map(
    (_, at) => `declare const v${at}: Stored<StoredValue<typeof A.g${at}>>; export const w${at}: Parameters<typeof A.t${at}>[0] = v${at};`,
  );
  return {
    "package.json": '{ "type": "module" }',
    "tsconfig.json": JSON.stringify({ compilerOptions: { noEmit: true, skipLibCheck: true, ...compilerOptions }, include: ["**/*.ts"] }),
    "millrace.config.ts":
      'import { Definitions } from "millrace";\nimport * as assets from "./src/assets.js";\nexport default new Definitions({ assets });\n',
    "src/assets.ts": `import { asset } from "millrace";\n${header}\n${assets.join("\n")}\n`,
    "src/judge.ts": `import type { StoredValue } from "millrace";\nimport type * as A from "./assets.js";\n${STORED}\n${judge.join("\n")}\n`,
    ...files,
  };
}

/** `undefined` is never stored. Without strict null checks, it belongs to every type and cannot be excluded. */
const STORED = "type Stored<T> = undefined extends null ? T : Exclude<T, undefined>;";

/** The number of lines before the first pair in src/judge.ts. */
const BEFORE = 3;

/** A loaded value is the consumer's own copy, so a value that tsc refuses only because of `readonly` fits. */
const BY_RULE = /is 'readonly' and cannot be assigned|'Readonly(?:Map|Set)</;

/** Each pair about which the two differ, with both messages. The project in `dir` has these pairs and `millrace` installed. */
export async function disagreements(
  dir: string,
  { pairs, project = "tsconfig.json" }: Judged,
  tsc: string,
  engine: TypeEngine = "auto",
): Promise<readonly string[]> {
  const refused = await refusals(dir, project, tsc);
  const told = await mismatches(dir, engine);
  return pairs.flatMap(([given, taken], at) => {
    const why = refused.get(at);
    if (told.nothing.has(at) || (why !== undefined) === told.mismatched.has(at) || (why !== undefined && BY_RULE.test(why))) return [];
    return [`${given}  →  ${taken}: tsc ${why === undefined ? "takes" : "refuses"} it${why === undefined ? "" : ` (${why})`}`];
  });
}

/** What tsc reports about each pair that it refuses. */
async function refusals(dir: string, project: string, tsc: string): Promise<ReadonlyMap<number, string>> {
  const { text } = await say(process.execPath, [tsc, "-p", project, "--noEmit", "--pretty", "false"], dir);
  const errors = text.split(/^(?=\S+\(\d+,\d+\): error |error )/m).filter((each) => /^\S+\(\d+,\d+\): error |^error /.test(each));
  const others = errors.filter((each) => !each.startsWith("src/judge.ts("));
  if (others.length > 0) throw new Error(`the project itself does not compile:\n${others.slice(0, 5).join("\n")}`);
  return new Map(errors.map((each) => [Number(/\((\d+),/.exec(each)?.[1]) - 1 - BEFORE, each.replace(/^.*?: error /, "").trim()]));
}

interface Told {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
}

/** The pairs that do not fit according to `millrace check`, and the pairs for which nothing is stored. */
async function mismatches(
  dir: string,
  engine: TypeEngine,
): Promise<{ readonly mismatched: ReadonlySet<number>; readonly nothing: ReadonlySet<number> }> {
  const { out, err } = await run(dir, ["check", "--json", "--type-engine", engine]);
  if (!out.startsWith("{")) throw new Error(`check gave no answer: ${err}`);
  const { problems } = JSON.parse(out) as { problems: readonly Told[] };
  const unexpected = problems.filter(({ code }) => !EXPECTED.has(code));
  if (unexpected.length > 0) throw new Error(`unexpected: ${unexpected[0]?.code}: ${unexpected[0]?.message}`);
  const pairsOf = (wanted: string) =>
    new Set(problems.filter(({ code }) => code === wanted).map(({ message }) => Number(/"g(\d+)"/.exec(message)?.[1])));
  return { mismatched: pairsOf("type-mismatch"), nothing: pairsOf("void-upstream") };
}

/** Other problems of such assets: values of some types cannot be stored, or are void. */
const EXPECTED = new Set(["type-mismatch", "not-storable", "void-upstream"]);

export const tscOf = (folder: string): string => join(folder, "node_modules/typescript/bin/tsc");
