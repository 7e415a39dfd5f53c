// Asks the user to confirm a run that is large or costs money. Shows what it materializes, why, and how long it took last time.
import * as l10n from "@vscode/l10n";
import { window, workspace } from "vscode";
import { counted } from "../../runtime/contract/count-words.js";
import type { PlannedAsset } from "../../runtime/contract/editor.js";
import { countedState } from "../../runtime/contract/state-words.js";
import { duration } from "../../runtime/contract/time-words.js";

/** An asset with this tag costs money in each run. */
const PAID = "paid";

/** True if the run may start. `most` is the number of assets that run without a question. */
export async function confirmRun(planned: readonly PlannedAsset[], most: number): Promise<boolean> {
  if (!needsQuestion(planned, most)) return true;
  const [start, show] = [l10n.t("Materialize"), l10n.t("Show plan")];
  const question = l10n.t`Materialize ${counted(planned.length, "asset")}?`;
  const chosen = await window.showWarningMessage(question, { modal: true, detail: planSummary(planned) }, start, show);
  if (chosen === show) {
    const document = await workspace.openTextDocument({ language: "markdown", content: planText(planned) });
    await window.showTextDocument(document, { preview: true });
  }
  return chosen === start;
}

function needsQuestion(planned: readonly PlannedAsset[], most: number): boolean {
  return planned.length > most || planned.some(isPaid);
}

const isPaid = ({ tags }: PlannedAsset) => Object.hasOwn(tags, PAID);

/** Two or three sentences: why the assets run, how long they take, and which cost money. */
export function planSummary(planned: readonly PlannedAsset[]): string {
  const count = (why: PlannedAsset["why"]) => planned.filter((asset) => asset.why === why).length;
  const whys = (["missing", "failed", "stale", "again"] as const).flatMap((why) => (count(why) === 0 ? [] : [whyWords(why, count(why))]));
  const known = planned.flatMap(({ durationMs }) => durationMs ?? []);
  const sum = duration(known.reduce((all, each) => all + each, 0));
  const took =
    known.length === 0
      ? ""
      : known.length === planned.length
        ? l10n.t`The last time they took ${sum} together.`
        : l10n.t`${counted(known.length, "asset")} of them took ${sum} together the last time.`;
  const paid = planned.filter(isPaid).map(({ key }) => key);
  const costs = paid.length === 0 ? "" : l10n.t`Tagged as paid: ${paid.join(", ")}.`;
  return [`${whys.join(", ")}.`, took, costs].filter((sentence) => sentence !== "").join(" ");
}

/** A table of the assets in the order of the run. */
export function planText(planned: readonly PlannedAsset[]): string {
  const cell = (text: string) => text.replaceAll("|", "\\|");
  const rows = planned.map((asset) => {
    const took = asset.durationMs === undefined ? "" : duration(asset.durationMs);
    return `| ${cell(asset.key)} | ${whyWord(asset.why)}${isPaid(asset) ? `, ${l10n.t("paid")}` : ""} | ${took} |`;
  });
  const head = `| ${l10n.t("Asset key")} | ${l10n.t("Why")} | ${l10n.t("Last time")} |`;
  return [`# ${l10n.t`Plan: ${counted(planned.length, "asset")}`}`, "", head, "|---|---|---|", ...rows, ""].join("\n");
}

function whyWord(why: PlannedAsset["why"]): string {
  switch (why) {
    case "missing":
      return l10n.t("no value");
    case "failed":
      return l10n.t("failed");
    case "stale":
      return l10n.t("stale: upstream changed");
    case "again":
      return l10n.t("up to date");
    default:
      return why satisfies never;
  }
}

function whyWords(why: PlannedAsset["why"], count: number): string {
  switch (why) {
    case "missing":
      return l10n.t`${count} without a value`;
    case "failed":
    case "stale":
      return countedState(count, why);
    case "again":
      return l10n.t`${count} up to date`;
    default:
      return why satisfies never;
  }
}
