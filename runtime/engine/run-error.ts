// Converts a thrown value to plain data: name, message, stack and the place in the project's own sources.
import { isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { RunError } from "../contract/run.js";
import { isError } from "../sdk/is-error.js";
import { moduleRegistry } from "../sdk/modules.js";

/**
 * `projectDir` is absolute. Frames in node_modules and .millrace, and frames outside the project, are not places in the user's code, except
 * for sources that were bundled with the project.
 */
export function toRunError(thrown: unknown, projectDir: string, depth = 0): RunError {
  if (!isError(thrown)) return { name: "Error", message: `threw ${describeThrown(thrown)}, which is not an Error` };
  const cause = thrown.cause === undefined || depth > 4 ? null : toRunError(thrown.cause, projectDir, depth + 1);
  const errors = innerErrors(thrown, depth).map((each) => toRunError(each, projectDir, depth + 1));
  const stack = thrown.stack === undefined ? undefined : String(thrown.stack);
  // An error that only wraps others has no place in the user's code; a wrapped one may have a place.
  const place = placeOf(stack ?? "", projectDir) ?? cause?.place ?? errors.find((each) => each.place)?.place ?? null;
  return {
    // Thrown values may have any type for these fields.
    name: String(thrown.name),
    message: messageOf(thrown),
    ...(stack === undefined ? {} : { stack: untilUserCode(stack, projectDir) }),
    ...(place === null ? {} : { place }),
    ...(cause === null ? {} : { cause }),
    ...(errors.length === 0 ? {} : { errors }),
  };
}

/** A batch of requests may fail a thousand times; the first errors show the reason. */
const TOLD_ERRORS = 10;

function innerErrors(thrown: Error, depth: number): readonly unknown[] {
  return thrown instanceof AggregateError && depth <= 4 ? thrown.errors.slice(0, TOLD_ERRORS) : [];
}

const FRAME = /^\s+at (?:.*? \()?((?:file:\/\/|\/|[A-Za-z]:[\\/]).*?):(\d+):(\d+)\)?$/;

type Place = NonNullable<RunError["place"]>;

function placeOf(stack: string, projectDir: string): Place | null {
  for (const line of stack.split("\n")) {
    const place = placeOfFrame(line, projectDir);
    if (place) return place;
  }
  return null;
}

/** The stack down to the outermost frame of the project. The user does not need the frames that call user code. */
function untilUserCode(stack: string, projectDir: string): string {
  const lines = stack.split("\n");
  const last = lines.findLastIndex((line) => placeOfFrame(line, projectDir) !== null);
  return last < 0 ? stack : lines.slice(0, last + 1).join("\n");
}

function placeOfFrame(line: string, projectDir: string): Place | null {
  const [, location, row, column] = FRAME.exec(line) ?? [];
  if (location === undefined) return null;
  const path = pathOf(location);
  if (path === null) return null;
  const file = relative(projectDir, path).split(sep).join("/");
  const isElsewhere = file.startsWith("../") && moduleRegistry()?.sources.has(file) !== true;
  if (isElsewhere || isAbsolute(file) || /(^|\/)(node_modules|\.millrace)\//.test(file)) return null;
  return { file, line: Number(row), column: Number(column) };
}

/** Null for an address that is not a file here: user code may have written the stack. */
function pathOf(location: string): string | null {
  try {
    return location.startsWith("file://") ? fileURLToPath(location) : location;
  } catch {
    return null;
  }
}

/** Some errors have no message: the error for several failed connections only lists the others. */
function messageOf(error: Error): string {
  if (error.message !== "") return String(error.message);
  const inner = error instanceof AggregateError ? error.errors.map((each) => (isError(each) ? each.message : String(each))) : [];
  return inner.length > 0 ? inner.join("; ") : `${error.name} without a message`;
}

function describeThrown(thrown: unknown): string {
  if (typeof thrown === "string") return JSON.stringify(thrown);
  try {
    return JSON.stringify(thrown) ?? String(thrown);
  } catch {
    return Object.prototype.toString.call(thrown);
  }
}
