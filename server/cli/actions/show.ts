// `millrace show`: the stored value of an asset, read by its own manager in the worker.

import { sizeOf } from "../../../runtime/contract/size-words.js";
import { age, duration } from "../../../runtime/contract/time-words.js";
import type { PartitionsShown } from "../../../runtime/contract/value.js";
import type { ShownValue } from "../../../runtime/contract/worker.js";
import { showValue } from "../../../runtime/host/index.js";
import { partitionMistake, select } from "../../../runtime/planning/index.js";
import { loaderOf, momentIn, type Project, relativeTo } from "../../analysis/index.js";
import { placeText } from "../output/place-text.js";
import { print, printJson, printTable } from "../output/print.js";
import { style } from "../output/style.js";
import { UsageError } from "../output/usage-error.js";
import { openProject, type ProjectOption } from "../project/open-project.js";

interface ShowOptions extends ProjectOption {
  readonly partition?: string;
  readonly rows: number;
  readonly json?: boolean;
}

export async function show(asset: string, options: ShowOptions): Promise<number> {
  const project = openProject(options);
  const key = keyOf(project, asset);
  checkPartition(project, key, options.partition);
  const which = options.partition === undefined ? {} : { partitionKey: options.partition };
  const question = { assetKey: key, rows: options.rows, ...which, ...loaderOf(project.model().byKey.get(key)) };
  const shown = await showValue(project.dir, relativeTo(project.dir, project.configFile), question, { modules: project.modules() });
  if (options.json) printJson(shown);
  else printValue(shown);
  return 0;
}

function keyOf(project: Project, asset: string): string {
  if (project.model().byKey.has(asset)) return asset;
  // Analysis may not know an asset that a loop creates, but the worker does.
  if (project.model().mayHoldMore()) return asset;
  const selected = select(project.model(), asset);
  if (selected.error !== null) throw new UsageError(selected.error);
  const [only, ...others] = selected.keys;
  if (only === undefined || others.length > 0)
    throw new UsageError(`"${asset}" means several assets: ${selected.keys.join(", ")}. Name one.`);
  return only;
}

/** An unknown partition is a usage error. If it is known only when the code is executed, the worker reports it. */
function checkPartition(project: Project, key: string, partition: string | undefined): void {
  const asset = project.model().byKey.get(key);
  if (partition === undefined || asset === undefined) return;
  const mistake = partitionMistake(asset, partition, momentIn(project.files, project.dir, Date.now()));
  if (mistake !== null) throw new UsageError(mistake);
}

function printValue(shown: ShownValue): void {
  const { materialization, partitions } = shown;
  if (partitions !== undefined) return printPartitions(shown.key, partitions);
  const size = sizeOf(materialization?.stored);
  const facts = materialization
    ? [age(materialization.timestamp, Date.now()), `in ${duration(materialization.durationMs)}`, ...(size ? [size] : [])].join(" · ")
    : "no record of a materialization";
  print(`${style("bold", shown.key)}  ${style("dim", `${placeText(shown.storedAt)}  ${facts}`)}`);
  if (materialization && !materialization.stored) {
    print("It stores nothing.");
    return;
  }
  if (shown.rows === null) {
    print(typeof shown.value === "string" ? shown.value : JSON.stringify(shown.value, null, 2));
    return;
  }
  if (shown.rows.length === 0) print("no rows");
  else printTable(shown.rows.map(cells));
  const total = shown.total ?? materialization?.stored?.rows;
  if (total !== undefined && total > shown.rows.length)
    print(`the first ${shown.rows.length} of ${total.toLocaleString("en-US")} rows (--rows N for more)`);
}

function printPartitions(key: string, { total, materialized, materializations }: PartitionsShown): void {
  print(`${style("bold", key)}  ${style("dim", `${materialized} of ${total} partitions have a value`)}`);
  for (const { partitionKey, stored, timestamp } of materializations) {
    const facts = [age(timestamp, Date.now()), sizeOf(stored), placeText(stored?.storedAt)].filter((fact) => fact).join(" · ");
    print(`  ${partitionKey}  ${style("dim", facts)}`);
  }
  if (materialized > materializations.length) print(`the last ${materializations.length} (--rows N for more, --partition KEY for a value)`);
}

function cells(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cell(value)]));
}

function cell(value: unknown): unknown {
  const text = typeof value === "string" ? value : typeof value === "object" && value !== null ? JSON.stringify(value) : null;
  if (text === null) return value;
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
