// The result of an asset or a run in a word or two; the same in every view.
import * as l10n from "@vscode/l10n";
import type { AssetStatus } from "./graph.js";
import type { ListedRun, RunStep } from "./run-record.js";

export function stateWord(state: AssetStatus["state"] | ListedRun["state"] | RunStep["state"]): string {
  switch (state) {
    case "never":
      return l10n.t("never materialized");
    case "queued":
      return l10n.t("queued");
    case "running":
      return l10n.t("running");
    case "materialized":
      return l10n.t("materialized");
    case "success":
      return l10n.t("succeeded");
    case "failed":
    case "failure":
      return l10n.t("failed");
    case "skipped":
      return l10n.t("skipped");
    case "canceled":
      return l10n.t("canceled");
    default:
      return state satisfies never;
  }
}

/** `"3 failed"`: how many assets are in a state. */
export function countedState(count: number, state: "running" | "queued" | "failed" | "canceled" | "skipped" | "stale"): string {
  switch (state) {
    case "running":
      return l10n.t`${count} running`;
    case "queued":
      return l10n.t`${count} queued`;
    case "failed":
      return l10n.t`${count} failed`;
    case "canceled":
      return l10n.t`${count} canceled`;
    case "skipped":
      return l10n.t`${count} skipped`;
    case "stale":
      return l10n.t`${count} stale`;
    default:
      return state satisfies never;
  }
}
