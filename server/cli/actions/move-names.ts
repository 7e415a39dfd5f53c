// `millrace move-names`: renames the files of values that versions up to 0.3 stored.
import type { MovedName } from "../../../runtime/contract/worker.js";
import { moveNames as askToMove } from "../../../runtime/host/index.js";
import { relativeTo } from "../../analysis/index.js";
import { print, printJson } from "../output/print.js";
import { style } from "../output/style.js";
import { openProject, type ProjectOption } from "../project/open-project.js";
import { selectedKeys } from "../project/selected-keys.js";

interface MoveNamesOptions extends ProjectOption {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Exits 1 if a value was not moved. */
export async function moveNames(selection: readonly string[], options: MoveNamesOptions): Promise<number> {
  const project = openProject(options);
  const question = { assetKeys: selectedKeys(project, selection), write: options.dryRun !== true };
  const values = await askToMove(project.dir, relativeTo(project.dir, project.configFile), question, { modules: project.modules() });
  if (options.json) printJson({ values, written: question.write });
  else printMoved(values, question.write);
  return values.some(({ state }) => state === "kept") ? 1 : 0;
}

function printMoved(values: readonly MovedName[], written: boolean): void {
  for (const { key, partitionKey, from, to, state, reason } of values) {
    const which = partitionKey === undefined ? "" : ` ${partitionKey}`;
    if (state === "moved") print(`${style("bold", key)}${which}  ${style("dim", `${from} → ${to}`)}`);
    else print(`${style("red", "✗")} ${style("bold", key)}${which}  ${style("dim", from)}\n  ${reason}.`);
  }
  const count = values.filter(({ state }) => state === "moved").length;
  const words = count === 1 ? "1 value" : `${count} values`;
  if (values.length === 0) print("No stored value has a file name of an earlier version.");
  else print(written ? `Moved ${words}.` : `Would move ${words}.`);
}
