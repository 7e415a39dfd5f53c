// A project whose wires are judged twice: by the tsc it has installed, and by `millrace check`. What differs, but for the rules of stored values, is a fault.
import { join } from "node:path";
import type { TypeEngine } from "../../../runtime/contract/editor.js";
import { say } from "../npm-project.js";
import { run } from "../terminal.js";

/** What an asset gives, and what a parameter takes. */
export type Pair = readonly [given: string, taken: string];

export interface Judged {
  /** In the project's folder, beside the assets. */
  readonly files?: Readonly<Record<string, string>>;
  readonly compilerOptions: Readonly<Record<string, unknown>>;
  /** What src/assets.ts starts with. */
  readonly header?: string;
  readonly pairs: readonly Pair[];
  /** The config that tsc compiles, where it is not tsconfig.json. */
  readonly project?: string;
}

/** The files of the project; `tsconfig.json` is left out where the project brings its own. */
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

/** `undefined` is never stored; without strict null checks it is part of every type, and of none. */
const STORED = "type Stored<T> = undefined extends null ? T : Exclude<T, undefined>;";

/** The lines before the first pair of src/judge.ts. */
const BEFORE = 3;

/** A loaded value is the consumer's own copy, so what tsc refuses for `readonly` alone fits. */
const BY_RULE = /is 'readonly' and cannot be assigned|'Readonly(?:Map|Set)</;

/** Each pair about which the two differ, with what both say. The project in `dir` has these pairs and `millrace` installed. */
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

/** What tsc says of each pair it refuses. */
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

/** The pairs of which `millrace check` says that they do not fit, and those of which it says that nothing is stored. */
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

/** Other problems of such assets: values of some types cannot be stored, or are nothing. */
const EXPECTED = new Set(["type-mismatch", "not-storable", "void-upstream"]);

export const tscOf = (folder: string): string => join(folder, "node_modules/typescript/bin/tsc");
