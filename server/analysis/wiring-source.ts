// The input of wiring: the files of one project as facts, and what their imports resolve to.
import type { Place } from "../../runtime/contract/problem.js";
import type { DescribedProject } from "../../runtime/contract/worker.js";
import type { Evaluator, Modules } from "./evaluate.js";
import type { TypeQuestion } from "./held-answers.js";
import type { AssetName } from "./names.js";
import type { AssetDeclaration } from "./value.js";

export interface WiringSource extends Modules {
  readonly dir: string;
  readonly configFile: string;
  /** Over the same modules. It is kept across revisions. */
  readonly evaluator: Evaluator;
  /** The modules below a folder, without tests and declaration files. */
  modulesBelow(folder: string): readonly string[];
  /**
   * Asks the types of a file whether an export is or contains assets, or whether a function takes parameters. Asked only if reading
   * cannot tell.
   */
  askTypes(file: string, question: TypeQuestion): boolean;
  /**
   * What executing the code reported, and whether it is of the project as it is now. `files` are those that the Definitions were read
   * from.
   */
  described(files: readonly string[]): { readonly project: DescribedProject; readonly current: boolean } | null;
  /** Every file that loads when the project runs. */
  loadedFiles(): Iterable<string>;
  /** Files that tsconfig includes. Assets that they export but that are not in the Definitions are reported. */
  includedFiles(): readonly string[];
}

/** Whether the function that an expression evaluates to takes parameters, by its type. */
export function takesParameters({ file, start, end }: Place, source: WiringSource): boolean {
  return source.askTypes(file, { kind: "takes-parameters", start, end });
}

/** One asset with its name, before its parameters are bound. */
export interface NamedAsset {
  readonly declaration: AssetDeclaration;
  readonly name: AssetName;
}
