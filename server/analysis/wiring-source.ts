// What wiring is given: the files of one project as facts, and how their imports lead on.
import type { Place } from "../../runtime/contract/problem.js";
import type { DescribedProject } from "../../runtime/contract/worker.js";
import type { Evaluator, Modules } from "./evaluate.js";
import type { TypeQuestion } from "./held-answers.js";
import type { AssetName } from "./names.js";
import type { AssetDeclaration } from "./value.js";

export interface WiringSource extends Modules {
  readonly dir: string;
  readonly configFile: string;
  /** Over the same modules; kept from revision to revision. */
  readonly evaluator: Evaluator;
  /** The modules below a folder, tests and declarations left out. */
  modulesBelow(folder: string): readonly string[];
  /** What the types of a file tell: whether an export is an asset or holds some, whether a function takes parameters; asked only where reading does not tell. */
  askTypes(file: string, question: TypeQuestion): boolean;
  /** What running told, and whether of the project as it is now; `files` are those that the Definitions were read from. */
  described(files: readonly string[]): { readonly project: DescribedProject; readonly current: boolean } | null;
  /** Every file that loads when the project runs. */
  loadedFiles(): Iterable<string>;
  /** Files tsconfig includes; assets they export and nobody defines are worth a word. */
  includedFiles(): readonly string[];
}

/** Whether the function that an expression gives takes parameters, by its type. */
export function takesParameters({ file, start, end }: Place, source: WiringSource): boolean {
  return source.askTypes(file, { kind: "takes-parameters", start, end });
}

/** One asset with its name, before its parameters are bound. */
export interface NamedAsset {
  readonly declaration: AssetDeclaration;
  readonly name: AssetName;
}
