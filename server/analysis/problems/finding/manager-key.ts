// Checks a key that names an I/O manager: the one that stores an asset, or that loads a parameter.
import * as l10n from "@vscode/l10n";
import type { Place } from "../../../../runtime/contract/problem.js";
import { didYouMean, nearest } from "../../../../runtime/planning/index.js";
import type { ReadDefinitions } from "../../definitions.js";
import type { ResolvedAsset } from "../../model.js";
import type { Finding } from "./problem-kind.js";
import { noResource } from "./resource-uses.js";

export interface ManagerKeyData {
  readonly assetKey: string;
  /** The key. */
  readonly name: string;
  readonly nearest: readonly string[];
}

export function faultsOfManagerKey(
  key: string,
  place: Place,
  use: "store" | "load",
  asset: ResolvedAsset,
  { resources }: ReadDefinitions,
): Finding<ManagerKeyData>[] {
  const usable = [...resources.byKey.values()].filter(
    ({ manager }) => manager.kind !== "not-a-manager" && (use === "load" || manager.kind !== "input-only"),
  );
  const names = usable.map((resource) => resource.key);
  const data = { assetKey: asset.key, name: key, nearest: nearest(key, names) };
  const resource = resources.byKey.get(key);
  if (!resource) {
    // `io_manager` means the default storage, even if no resource has this key.
    if (resources.open || key === "io_manager") return [];
    return [{ place, message: noResource(key, data.nearest, names), data }];
  }
  const related = [{ message: l10n.t`"${key}" is defined here`, place: resource.place }];
  if (resource.manager.kind === "not-a-manager") {
    const message = `${l10n.t`The resource "${key}" is not an I/O manager: it has no handleOutput.`}${didYouMean(data.nearest)}`;
    return [{ place, message, related, data }];
  }
  // An external asset is only loaded here.
  if (use === "load" || asset.external || resource.manager.kind !== "input-only") return [];
  const message = `${l10n.t`The resource "${key}" can load but not store: it has no handleOutput.`}${didYouMean(data.nearest)}`;
  return [{ place, message, related, data }];
}
