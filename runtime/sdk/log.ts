// A log with levels, as contexts carry it.
import type { LogLevel } from "../contract/run.js";

/** Messages of one asset. Each becomes a LOG event of the run. */
export interface Log {
  /** A message of level `debug`. */
  debug(message: string): void;
  /** A message of level `info`. */
  info(message: string): void;
  /** A message of level `warning`. */
  warning(message: string): void;
  /** A message of level `error`. The asset does not fail because of it. */
  error(message: string): void;
}

/** A log that passes every message to `write`. */
export function createLog(write: (level: LogLevel, message: string) => void): Log {
  return {
    debug: (message) => write("debug", String(message)),
    info: (message) => write("info", String(message)),
    warning: (message) => write("warning", String(message)),
    error: (message) => write("error", String(message)),
  };
}
