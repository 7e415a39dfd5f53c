// Formats all events of a run as the text of a log: time, level, what happened.

import type { RunEvent } from "../../runtime/contract/events.js";
import type { LogLevel } from "../../runtime/contract/run.js";
import { runEventLine } from "./run-event-line.js";

/** The level names that VS Code colors in a log. */
const levels = { debug: "debug", info: "info", warning: "warning", error: "error" } as const satisfies Record<LogLevel, string>;

export function runLogText(events: readonly RunEvent[]): string {
  const lines = events.flatMap((event) => {
    const line = runEventLine(event);
    if (!line) return [];
    const time = event.timestamp.replace("T", " ").replace("Z", "");
    return [`${time} [${levels[line.level]}] ${line.text.replaceAll("\n", "\n    ")}`];
  });
  return `${lines.join("\n")}\n`;
}
