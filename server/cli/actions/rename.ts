// `millrace rename`: gives an asset another key, in the code, in storage and in the records.

import { readFileSync, writeFileSync } from "node:fs";
import type { TextEdit } from "../../../runtime/contract/problem.js";
import type { MovedValues } from "../../../runtime/contract/worker.js";
import { encodedAs } from "../../../runtime/disk/source-text.js";
import { moveValues, ProjectFailure } from "../../../runtime/host/index.js";
import { didYouMean, nearest } from "../../../runtime/planning/index.js";
import { openState } from "../../../runtime/state/index.js";
import { type Project, relativeTo, renameAsset } from "../../analysis/index.js";
import { placeText } from "../output/place-text.js";
import { print, printError, printJson } from "../output/print.js";
import { style } from "../output/style.js";
import { UsageError } from "../output/usage-error.js";
import { openProject, type ProjectOption } from "../project/open-project.js";

interface RenameOptions extends ProjectOption {
  readonly codeOnly?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Exits 1 if the stored values could not be moved. The code is renamed then, and the command can be repeated. */
export async function rename(from: string, to: string, options: RenameOptions): Promise<number> {
  const project = openProject(options);
  const edits = editsOf(project, from, to);
  await refuseWhileRunning(project);
  const files = filesOf(project, edits);
  const report = { from, to, files: files.map(({ file, count }) => ({ file: relativeTo(project.dir, file), edits: count })) };
  if (options.dryRun !== true) for (const { file, text } of files) writeFileSync(file, encodedAs(readFileSync(file), text));
  if (!options.json)
    for (const { file, edits: count } of report.files) print(`${file}  ${style("dim", count === 1 ? "1 edit" : `${count} edits`)}`);
  if (options.dryRun === true || options.codeOnly === true) {
    if (options.json) printJson({ ...report, moved: null });
    return 0;
  }
  try {
    const moved = await moveValues(project.dir, relativeTo(project.dir, project.configFile), { from, to }, { modules: project.modules() });
    if (options.json) printJson({ ...report, moved });
    else print(movedText(from, to, moved));
    return 0;
  } catch (error) {
    if (!(error instanceof ProjectFailure)) throw error;
    if (options.json) printJson({ ...report, moved: null, error: { message: error.message } });
    printError(`The stored values of ${from} stay where they are: ${error.message}`);
    return 1;
  }
}

/** No edits if the code has the new key already: the stored values are still moved. */
function editsOf(project: Project, from: string, to: string): readonly TextEdit[] {
  const { byKey } = project.model();
  const asset = byKey.get(from);
  if (!asset && byKey.has(to)) return [];
  if (!asset) throw new UsageError(`No asset has the key "${from}".${didYouMean(nearest(from, byKey.keys()))}`);
  const renamed = renameAsset(project, asset, to);
  if (renamed.kind === "refused") throw new UsageError(renamed.reason);
  return renamed.edits;
}

async function refuseWhileRunning(project: Project): Promise<void> {
  const { runs } = openState(project.dir);
  for (const runId of (await runs.list()).slice(0, 3)) {
    const { state } = await runs.summary(runId);
    if (state === "running") throw new UsageError(`Run ${runId} is still in progress. Wait for it, or cancel it, then rename.`);
  }
}

/** The texts after all edits. Of two edits at one place, the first in the list comes first. */
function filesOf(project: Project, edits: readonly TextEdit[]): { file: string; text: string; count: number }[] {
  const files = [...new Set(edits.map(({ place }) => place.file))];
  return files.map((file) => {
    const own = edits.filter(({ place }) => place.file === file);
    let text = project.files.read(file) ?? "";
    for (const edit of [...own].reverse().sort((a, b) => b.place.start - a.place.start))
      text = text.slice(0, edit.place.start) + edit.text + text.slice(edit.place.end);
    return { file, text, count: own.length };
  });
}

function movedText(from: string, to: string, { values, records, storedAt, left }: MovedValues): string {
  if (records === 0) return `Nothing was stored for ${from}.`;
  const history = records === 1 ? "1 record" : `${records} records`;
  const what = values === 0 ? history : `${values === 1 ? "The stored value" : `${values} stored values`} and ${history}`;
  const rest = left.length === 0 ? "" : ` Not removed: ${left.map(placeText).join(", ")}.`;
  return `${what} of ${from} moved to ${to}${storedAt === null ? "" : `: ${placeText(storedAt)}`}.${rest}`;
}
