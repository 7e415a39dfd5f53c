// Names the resource that code read and the Definitions do not have, where the code then failed over what it got: `undefined`.
import { isError } from "../is-error.js";
import { resourceMistake } from "../resolve.js";

/** What `await` and `JSON.stringify` look for in any object. */
const ASKED_BY_THE_LANGUAGE: ReadonlySet<string> = new Set(["then", "toJSON"]);

/** `resources` as they are; names that are read and not there are added to `missing`. Code may read such a name and do without it. */
export function notingMissing(resources: Readonly<Record<string, unknown>>, missing: Set<string>): Readonly<Record<string, unknown>> {
  return new Proxy(resources, {
    get(target, name, receiver) {
      if (typeof name === "string" && !(name in target) && !ASKED_BY_THE_LANGUAGE.has(name)) missing.add(name);
      return Reflect.get(target, name, receiver);
    },
  });
}

/** What is thrown instead of a TypeError that a missing resource explains; other errors stay. */
export function explained(
  error: unknown,
  missing: ReadonlySet<string>,
  assetKey: string,
  resources: ReadonlyMap<string, unknown>,
): unknown {
  const mistakes = [...missing].flatMap((name) => [...resourceMistake(assetKey, name, resources)]);
  if (mistakes.length === 0 || !isError(error) || error.name !== "TypeError") return error;
  return new TypeError(`${error.message}. ${mistakes.join(" ")}`, { cause: error });
}
