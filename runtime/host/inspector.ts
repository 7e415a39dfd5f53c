// Parses what Node prints to stderr when it starts for a debugger, including the address at which it waits.
import type { InspectorAddress } from "../contract/editor.js";

/** Stops before the first line; the system chooses a free port. */
export const INSPECT_ARGUMENTS: readonly string[] = ["--inspect-brk=127.0.0.1:0"];

/** The address in `Debugger listening on ws://127.0.0.1:41234/…`; null for any other line. */
export function inspectorIn(line: string): InspectorAddress | null {
  const found = /^Debugger listening on ws:\/\/(.+):(\d+)\//.exec(line);
  return found?.[1] !== undefined ? { host: found[1], port: Number(found[2]) } : null;
}

/** Node's own lines about debugging, which are not output of the user's code. */
export function isAboutDebugging(line: string): boolean {
  return /^(?:Debugger (?:listening on ws:|attached\.$|ending on ws:)|For help, see: https:\/\/nodejs\.org\/|Waiting for the debugger to disconnect\.\.\.$)/.test(
    line,
  );
}
