// What started a run, in a few words; empty when the user started it.
import * as l10n from "@vscode/l10n";
import type { RunSummary } from "./run-record.js";

export function originText({ origin }: Pick<RunSummary, "origin">): string {
  const { kind = "user", name = "", of = "" } = origin ?? {};
  switch (kind) {
    case "user":
      return "";
    case "save":
      return l10n.t("on save");
    case "retry":
      return of === "" ? l10n.t("again") : l10n.t`again, after run ${of}`;
    default:
      return name === "" ? kind : `${kind} ${name}`;
  }
}
