// Names the resource that code read and the Definitions do not have, where the code then failed over what it got: `undefined`.
import { isError } from "../sdk/is-error.js";
import { resourceMistake } from "../sdk/resolve.js";

/**
 * `resources` as they are: the same own properties. Names that are read and not there come to `missing`, by way of the prototype. Code may
 * read such a name and do without it.
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

/** What `await`, `JSON.stringify` and conversions look for in any object. */
const ASKED_BY_THE_LANGUAGE: ReadonlySet<string> = new Set(["then", "toJSON", "toString", "valueOf", "constructor"]);

/** What V8 says of code that takes `undefined` for something. */
const OF_UNDEFINED = /^Cannot (?:read|set) properties of undefined|^Cannot destructure .*undefined|\bundefined is not|is undefined$/;

/** What is thrown instead of an error that a missing resource explains, with the place where it was thrown; other errors stay. */
export function explained(
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
