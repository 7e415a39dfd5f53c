// What `new C(…)` and `asset(…)` make.
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

/** `calls` are what was read of that call and of the other, where they are two. `place` is of the call in the module that runs when the asset is made, `site` of the `asset(…)` call itself. */
export function declarationOf(args: readonly Value[], place: Place, site: Place, calls: readonly object[]): AssetDeclaration {
  const last = args.at(-1);
  // A lone object is options whose function is not written yet.
  const options = args.length > 1 || last?.kind === "object" ? (args[0] ?? null) : null;
  const { file } = place;
  const id = calls.map(identityOf).join(" ");
  if (last?.kind === "function") return { id, file, place, site, options, fn: { fact: last.fn, file: last.file }, unread: null };
  return { id, file, place, site, options, fn: null, unread: last === undefined || last === options ? null : last.place };
}

const identities = new WeakMap<object, number>();
let last = 0;

/** A number for what was read once; the same as long as it is not read anew. */
function identityOf(read: object): number {
  const known = identities.get(read) ?? ++last;
  identities.set(read, known);
  return known;
}
