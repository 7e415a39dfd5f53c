// Decides where a parameter leads, once for all problems about what parameters load.
import type { FileFacts } from "../../facts.js";
import type { ResolvedAsset, ResolvedInput } from "../../model.js";
import { property, stringOf, type Value } from "../../value.js";
import type { Wired } from "./problem.js";

export type Lead =
  | { readonly kind: "itself" }
  | { readonly kind: "asset"; readonly upstream: ResolvedAsset | undefined }
  /** The asset is not declared. It is treated as external, because the parameter says what loads it. */
  | { readonly kind: "undeclared"; readonly upstream: ResolvedAsset }
  /** The type says that it is the context, but the name says that it is an asset. */
  | { readonly kind: "context" }
  /** `key` is the key of the `ins` entry, if it has one. */
  | { readonly kind: "nowhere"; readonly key: Value | undefined }
  /** Which asset it is, or whether it is external, is known only when the code is executed. */
  | { readonly kind: "unknown" };

export function leadOf(asset: ResolvedAsset, input: ResolvedInput, { byKey, source }: Wired): Lead {
  if (input.upstream === asset.key) return { kind: "itself" };
  const upstream = byKey.get(input.upstream ?? "");
  if (upstream?.undeclared) return { kind: "undeclared", upstream };
  if (input.upstream !== null) return { kind: "asset", upstream };
  if (input.loader !== undefined && input.inputManagerKey === null) return { kind: "unknown" };
  const key = property(input.ins, "key");
  if (key && !isReadable(key)) return { kind: "unknown" };
  const isContext = !key && input.position === 0 && isContextType(input.fact.typeText, source.facts(input.place.file));
  return isContext ? { kind: "context" } : { kind: "nowhere", key };
}

/** The SDK's `AssetContext` or `ContextOf`, under the name by which the file imports it. */
function isContextType(typeText: string | null, facts: FileFacts | undefined): boolean {
  const name = /^[\w$]+/.exec(typeText ?? "")?.[0];
  const imported = name === undefined ? undefined : facts?.imports.get(name);
  if (imported?.specifier !== "millrace") return false;
  return /^(?:AssetContext|ContextOf)$/.test(imported.imported) || /^[\w$]+\.(?:AssetContext|ContextOf)\b/.test(typeText ?? "");
}

function isReadable(key: Value): boolean {
  return stringOf(key) !== null || (key.kind === "array" && !key.open && key.elements.every((part) => stringOf(part) !== null));
}
