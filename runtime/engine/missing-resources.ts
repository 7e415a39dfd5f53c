// Adds the name of a missing resource to an error, when code read a resource that the Definitions do not have and then failed over `undefined`.
import { isError } from "../sdk/is-error.js";
import { resourceMistake } from "../sdk/resolve.js";

/**
 * The same own properties as `resources`. The prototype adds names that are read but do not exist to `missing`. Code may read such a name
 * without failing.
 */
export function notingMissing(resources: Readonly<Record<string, unknown>>, missing: Set<string>): Readonly<Record<string, unknown>> {
  const absent = new Proxy(Object.create(null) as object, {
    get(_, name) {
      if (typeof name === "string" && !ASKED_BY_THE_LANGUAGE.has(name)) missing.add(name);
      return undefined;
    },
  });
  return Object.freeze(Object.create(absent, Object.getOwnPropertyDescriptors(resources)) as Record<string, unknown>);
}

/** Properties that `await`, `JSON.stringify` and conversions read from any object. */
const ASKED_BY_THE_LANGUAGE: ReadonlySet<string> = new Set(["then", "toJSON", "toString", "valueOf", "constructor"]);

/** V8's messages for code that uses `undefined` as if it had a value. */
const OF_UNDEFINED = /^Cannot (?:read|set) properties of undefined|^Cannot destructure .*undefined|\bundefined is not|is undefined$/;

/**
 * The error to throw instead of an error that a missing resource explains, with the original stack. Other errors are returned unchanged.
 */
export function explainMissingResources(
  error: unknown,
  missing: ReadonlySet<string>,
  assetKey: string,
  resources: ReadonlyMap<string, unknown>,
): unknown {
  const mistakes = [...missing].flatMap((name) => [...resourceMistake(assetKey, name, resources)]);
  if (mistakes.length === 0 || !isError(error) || error.name !== "TypeError" || !OF_UNDEFINED.test(error.message)) return error;
  const told = new TypeError(`${error.message}. ${mistakes.join(" ")}`, { cause: error });
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  told.stack = [`${told.name}: ${told.message}`, ...frames].join("\n");
  return told;
}
