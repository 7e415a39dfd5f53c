// The results of `new C(…)` and `asset(…)`.
import type { Place } from "../../../runtime/contract/problem.js";
import type { AssetDeclaration, Value } from "../value.js";

/** An instance of a class of the SDK, of the project, or of neither. */
export function instanceOf(callee: Value, args: readonly Value[], place: Place): Value {
  if (callee.kind === "sdk") return { kind: "instance", sdk: callee.name, className: null, members: [], open: false, args, place };
  if (callee.kind === "class") {
    const { members, open, sdkBase, name: className } = callee;
    return { kind: "instance", sdk: null, className, members, open: open || sdkBase !== null, args, place };
  }
  return { kind: "instance", sdk: null, className: null, members: [], open: true, args, place };
}

/**
 * `calls` are the facts of the two calls, or of the one if they are the same. `place` is the call in the module that runs when the asset
 * is created. `site` is the `asset(…)` call itself.
 */
export function declarationOf(args: readonly Value[], place: Place, site: Place, calls: readonly object[]): AssetDeclaration {
  const last = args.at(-1);
  // A single object is the options of an asset whose function is not written yet.
  const options = args.length > 1 || last?.kind === "object" ? (args[0] ?? null) : null;
  const { file } = place;
  const id = calls.map(identityOf).join(" ");
  if (last?.kind === "function") return { id, file, place, site, options, fn: { fact: last.fn, file: last.file }, unread: null };
  return { id, file, place, site, options, fn: null, unread: last === undefined || last === options ? null : last.place };
}

const identities = new WeakMap<object, number>();
let last = 0;

/** A number that identifies an object. It stays the same until the object is read again. */
function identityOf(read: object): number {
  const known = identities.get(read) ?? ++last;
  identities.set(read, known);
  return known;
}
