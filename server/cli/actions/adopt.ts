// `millrace adopt`: writes the records of stored values that have none, for example after a fresh clone or in a container.
import type { AdoptedValue } from "../../../runtime/contract/worker.js";
import { adoptValues } from "../../../runtime/host/index.js";
import { relativeTo } from "../../analysis/index.js";
import { placeText } from "../output/place-text.js";
import { print, printJson } from "../output/print.js";
import { style } from "../output/style.js";
import { openProject, type ProjectOption } from "../project/open-project.js";
import { selectedKeys } from "../project/selected-keys.js";

interface AdoptOptions extends ProjectOption {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Exits 1 if the command cannot find out what is stored. */
export async function adopt(selection: readonly string[], options: AdoptOptions): Promise<number> {
  const project = openProject(options);
  const question = { assetKeys: selectedKeys(project, selection), write: options.dryRun !== true };
  const adopted = await adoptValues(project.dir, relativeTo(project.dir, project.configFile), question, { modules: project.modules() });
  if (options.json) printJson({ adopted, written: question.write });
  else printAdopted(adopted, question.write);
  return adopted.some(({ state }) => state === "unsure") ? 1 : 0;
}

function printAdopted(adopted: readonly AdoptedValue[], written: boolean): void {
  const found = adopted.filter(({ state }) => state === "found");
  for (const { key, partitionKey, storedAt, state, reason } of adopted) {
    const which = partitionKey === undefined ? "" : ` ${partitionKey}`;
    if (state === "found") print(`${style("bold", key)}${which}  ${style("dim", placeText(storedAt))}`);
    else print(`${style("red", "✗")} ${style("bold", key)}${which}\n  ${reason}`);
  }
  const values = found.length === 1 ? "1 value" : `${found.length} values`;
  if (found.length === 0) print("Every stored value that was found has a record.");
  else print(written ? `Wrote the records of ${values}.` : `Would write the records of ${values}.`);
}
