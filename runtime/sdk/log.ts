// A log with levels, as contexts carry it.
import type { LogLevel } from "../contract/run.js";

/** Messages of one asset; each becomes a LOG event of the run. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warning(message: string): void;
  error(message: string): void;
}

/** A log that hands every message to `write`. */
export function createLog(write: (level: LogLevel, message: string) => void): Log {
  return {
    debug: (message) => write("debug", String(message)),
    info: (message) => write("info", String(message)),
    warning: (message) => write("warning", String(message)),
    error: (message) => write("error", String(message)),
  };
}
