// One event of a run as one line of text, for pipes, logs and the history of runs.
import type { AssetMaterialization, RunEvent } from "../../../runtime/contract/events.js";
import type { RunError } from "../../../runtime/contract/run.js";
import { sizeOf } from "../../../runtime/contract/size-words.js";
import { duration } from "../../../runtime/contract/time-words.js";
import { placeText } from "./place-text.js";

/** The line. Null for events that are not printed. */
export function eventLine(event: RunEvent): string | null {
  const { message = "" } = event;
  const assetKey = [event.assetKey, event.partitionKey].filter((part) => part !== undefined).join(" ");
  switch (event.type) {
    case "RUN_START":
      return `run ${event.runId}`;
    case "STEP_START":
      return `${assetKey}: started`;
    case "LOG":
      return `${assetKey === "" ? "" : `${assetKey}: `}${event.level === "info" ? "" : `[${event.level}] `}${message}`;
    case "PROGRESS": {
      const { done, total } = event.progress;
      return `${assetKey}: ${done}${total === undefined ? "" : `/${total}`} ${message}`.trimEnd();
    }
    case "ASSET_MATERIALIZATION":
      return `${assetKey}: ${storedText(event)}`;
    case "STEP_UP_FOR_RETRY":
      return `${assetKey}: will be tried again. ${message}`.trimEnd();
    case "STEP_SKIPPED":
      return `${assetKey}: skipped. ${message}`.trimEnd();
    case "STEP_FAILURE":
      return `${assetKey}: failed. ${errorText(event.error)}`;
    case "RUN_FAILURE":
      return `run failed. ${[message, ...(event.error ? [errorText(event.error)] : [])].filter((part) => part !== "").join("\n")}`.trimEnd();
    case "RUN_SUCCESS":
      return "run succeeded";
    case "RUN_CANCELED":
      return "run canceled";
    case "RUN_CANCELING":
      return "canceling the run";
    default:
      return null;
  }
}

/** `stored data/a.json · 3 B · 12 ms`, or that nothing is stored. */
export function storedText({ materialization: { durationMs, stored } }: AssetMaterialization): string {
  const took = duration(durationMs);
  const facts = stored ? [`stored ${placeText(stored.storedAt)}`, sizeOf(stored), took] : ["done, stores nothing", took];
  return facts.filter((fact) => fact !== undefined).join(" · ");
}

/** The message, and the stack frames down to the user's own code. Without a place in user code, frames are left out. */
export function errorText(error: RunError): string {
  const frames = error.place ? (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)) : [];
  const cause = error.cause && !error.message.includes(error.cause.message) ? [`caused by ${errorText(error.cause)}`] : [];
  const inner = (error.errors ?? []).map((each) => `  - ${errorText(each).replaceAll("\n", "\n    ")}`);
  return [`${error.name}: ${error.message}`, ...frames, ...inner, ...cause].join("\n");
}
