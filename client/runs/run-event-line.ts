// Formats a run event as one line of the log: the asset first, then what happened.
import * as l10n from "@vscode/l10n";
import { counted } from "../../runtime/contract/count-words.js";
import type { AssetMaterialization, RunEvent } from "../../runtime/contract/events.js";
import type { LogLevel } from "../../runtime/contract/run.js";
import { stateWord } from "../../runtime/contract/state-words.js";

export interface LogLine {
  readonly level: LogLevel;
  readonly text: string;
}

/** Undefined for an event that repeats what another line says. */
export function runEventLine(event: RunEvent): LogLine | undefined {
  const at = event.assetKey ? `[${[event.assetKey, event.partitionKey].filter((part) => part !== undefined).join(" ")}] ` : "";
  switch (event.type) {
    case "RUN_START":
      return { level: "info", text: l10n.t`run ${event.runId} started` };
    case "RUN_SUCCESS":
      return { level: "info", text: l10n.t`run ${event.runId} succeeded` };
    case "RUN_CANCELING":
      return { level: "info", text: l10n.t`run ${event.runId} is being canceled` };
    case "RUN_CANCELED":
      return { level: "warning", text: l10n.t`run ${event.runId} was canceled` };
    case "RUN_FAILURE":
      return { level: "error", text: `${l10n.t`run ${event.runId} failed`}${reason(event).replace(/^: failed: /, ": ")}` };
    case "STEP_START":
      return { level: "info", text: `${at}${l10n.t("started")}` };
    case "STEP_FAILURE":
      return { level: "error", text: `${at}${stateWord("failed")}${reason(event)}` };
    case "STEP_SKIPPED":
      return { level: "warning", text: `${at}${stateWord("skipped")}${reason(event)}` };
    case "STEP_UP_FOR_RETRY":
      return { level: "warning", text: `${at}${l10n.t("will be tried again")}${reason(event)}` };
    case "ASSET_MATERIALIZATION":
      return { level: "info", text: `${at}${stored(event)}` };
    case "LOG":
      return { level: event.level, text: `${at}${event.message}` };
    case "ENGINE_EVENT":
      return { level: "info", text: `${at}${event.message ?? ""}` };
    case "LOADED_INPUT":
    case "HANDLED_OUTPUT":
      return { level: "debug", text: `${at}${event.message ?? event.type}` };
    case "STEP_OUTPUT":
    case "STEP_SUCCESS":
    case "PROGRESS":
      return undefined;
    default:
      return event satisfies never;
  }
}

function reason(event: RunEvent): string {
  const error = "error" in event ? event.error : undefined;
  const text = error?.stack ?? (error ? `${error.name}: ${error.message}` : event.message);
  return text ? `: ${text}` : "";
}

function stored({ materialization: made }: AssetMaterialization): string {
  const took = l10n.t`${made.durationMs} ms`;
  if (!made.stored) return l10n.t`materialized in ${took}, nothing stored`;
  const { rows, bytes, storedAt } = made.stored;
  const size = rows !== undefined ? counted(rows, "row") : bytes !== undefined ? counted(bytes, "byte") : undefined;
  return size === undefined ? l10n.t`materialized in ${took} → ${storedAt}` : l10n.t`materialized in ${took} → ${storedAt}, ${size}`;
}
