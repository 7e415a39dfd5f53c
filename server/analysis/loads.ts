// What an asset loads and depends on: the upstream of every parameter, and the key of every dep.
import type { DescribedAsset } from "../../runtime/contract/worker.js";
import { describedInputs, loadingOf } from "./described-definitions.js";
import type { ResolvedDep, ResolvedInput } from "./model.js";
import { isContext, keyParts } from "./names.js";
import { type AssetDeclaration, property, type Value } from "./value.js";

export function inputsOf(
  declaration: AssetDeclaration,
  described: DescribedAsset | null,
  prefix: readonly string[],
  keys: ReadonlySet<string>,
) {
  return declaration.fn === null && described !== null
    ? describedInputs(described, declaration.options, declaration.place)
    : resolveInputs(declaration, prefix, keys);
}

function resolveInputs(declaration: AssetDeclaration, prefix: readonly string[], keys: ReadonlySet<string>): ResolvedInput[] {
  if (!declaration.fn) return [];
  const { fact, file } = declaration.fn;
  const ins = property(declaration.options, "ins");
  return fact.parameters.flatMap((parameter, position) => {
    const { name } = parameter;
    if (name === null || parameter.shape === "rest" || isContext(name, position)) return [];
    const entry = property(ins, name) ?? null;
    return {
      position,
      parameter: name,
      fact: parameter,
      place: { file, ...parameter.nameSpan },
      upstream: upstreamFor(name, entry, prefix, keys),
      ...loadingOf(entry, declaration.options),
    };
  });
}

/** The key is `ins[name].key`, else the name with the consumer's own prefix, else the name itself. It is never guessed. */
export function upstreamFor(name: string, ins: Value | null, prefix: readonly string[], keys: ReadonlySet<string>): string | null {
  const given = keyParts(property(ins, "key"))?.join("/");
  if (given !== undefined) return keys.has(given) ? given : null;
  // The key is known only when the code is executed: the key of the entry is unreadable, or the entry itself is.
  if (property(ins, "key")) return null;
  const own = [...prefix, name].join("/");
  if (keys.has(own)) return own;
  return keys.has(name) ? name : null;
}

/** A dep that is an asset whose key cannot be read gets the key that executing the code reported. */
export function resolveDeps(
  value: Value | undefined,
  reported: readonly string[],
  keys: ReadonlySet<string>,
  keyOf: (value: Value) => string | null,
): ResolvedDep[] {
  if (value?.kind !== "array") return [];
  const read = value.elements.map((element) => {
    const external = element.kind === "call" && element.callee === "externalAsset" ? property(element.args[0], "key") : undefined;
    return { key: keyOf(external ?? element), place: element.place, isAsset: element.kind === "asset", isDeclared: external !== undefined };
  });
  const others = reported.filter((key) => !read.some((dep) => dep.key === key));
  return read.flatMap((dep): ResolvedDep[] => {
    const key = dep.key ?? others.shift() ?? null;
    return key === null ? [] : [{ key, place: dep.place, known: dep.isDeclared || keys.has(key), isAsset: dep.isAsset }];
  });
}
