// What started a run, in a few words; empty when the user started it.
import * as l10n from "@vscode/l10n";
import type { RunSummary } from "./run-record.js";

export function originText({ origin, jobName }: Pick<RunSummary, "origin" | "jobName">): string {
  const job = jobName === null ? [] : [l10n.t`job ${jobName}`];
  return [...job, ...(origin === null ? [] : started(origin))].join(", ");
}

function started({ kind, name = "", of = "" }: NonNullable<RunSummary["origin"]>): string[] {
  switch (kind) {
    case "user":
      return [];
    case "save":
      return [l10n.t("on save")];
    case "retry":
      return [of === "" ? l10n.t("again") : l10n.t`again, after run ${of}`];
    default:
      return [name === "" ? kind : `${kind} ${name}`];
  }
}
