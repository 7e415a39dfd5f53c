// Writes the events of every run to the "Millrace" output channel, in the order in which they happen.
import type { Disposable, LogOutputChannel } from "vscode";
import type { ServerConnection } from "../language/language-client.js";
import { type LogLine, runEventLine } from "./run-event-line.js";

export function createRunLog(server: ServerConnection, log: LogOutputChannel): Disposable {
  return server.onRunEvent(({ event }) => {
    const line = runEventLine(event);
    if (line) write(log, line);
  });
}

function write(log: LogOutputChannel, { level, text }: LogLine): void {
  switch (level) {
    case "debug":
      return log.debug(text);
    case "info":
      return log.info(text);
    case "warning":
      return log.warn(text);
    case "error":
      return log.error(text);
    default:
      return level satisfies never;
  }
}
