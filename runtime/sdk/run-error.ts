// Whatever was thrown, as plain data: name, message, stack and the place in the project's own sources.
import { isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { RunError } from "../contract/run.js";

/** `projectDir` absolute: frames outside it, and those in node_modules and .millrace, are no place of the user's. */
export function toRunError(thrown: unknown, projectDir: string, depth = 0): RunError {
  if (!(thrown instanceof Error)) return { name: "Error", message: `threw ${describeThrown(thrown)}, which is no Error` };
  const place = placeOf(thrown.stack ?? "", projectDir);
  return {
    name: thrown.name,
    message: thrown.message,
    ...(thrown.stack === undefined ? {} : { stack: thrown.stack }),
    ...(place === null ? {} : { place }),
    ...(thrown.cause === undefined || depth > 4 ? {} : { cause: toRunError(thrown.cause, projectDir, depth + 1) }),
  };
}

const FRAME = /^\s+at (?:.*? \()?((?:file:\/\/|\/|[A-Za-z]:[\\/]).*?):(\d+):(\d+)\)?$/gm;

function placeOf(stack: string, projectDir: string): NonNullable<RunError["place"]> | null {
  for (const [, location = "", line = "", column = ""] of stack.matchAll(FRAME)) {
    const path = location.startsWith("file://") ? fileURLToPath(location) : location;
    const file = relative(projectDir, path).split(sep).join("/");
    if (file.startsWith("../") || isAbsolute(file) || /(^|\/)(node_modules|\.millrace)\//.test(file)) continue;
    return { file, line: Number(line), column: Number(column) };
  }
  return null;
}

function describeThrown(thrown: unknown): string {
  if (typeof thrown === "string") return JSON.stringify(thrown);
  try {
    return JSON.stringify(thrown) ?? String(thrown);
  } catch {
    return Object.prototype.toString.call(thrown);
  }
}
