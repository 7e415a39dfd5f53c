// The resources that an asset uses: those it lists, and those its function reads.
import * as l10n from "@vscode/l10n";
import type { Place } from "../../../../runtime/contract/problem.js";
import { didYouMean, listKnown } from "../../../../runtime/planning/index.js";
import type { ReadDefinitions } from "../../definitions.js";
import type { ResolvedAsset } from "../../model.js";
import { property, stringOf } from "../../value.js";

type Resource = ReadDefinitions["resources"]["byKey"] extends ReadonlyMap<string, infer Each> ? Each : never;

export interface ResourceUse {
  readonly name: string;
  readonly place: Place;
  /** Undefined if the Definitions have no resource with this name. */
  readonly resource: Resource | undefined;
  /** The asset lists it, or may list it. */
  readonly isRequired: boolean;
}

/** Empty if it is known only when the code is executed which resources there are. */
export function resourceUses(asset: ResolvedAsset, { resources }: ReadDefinitions): ResourceUse[] {
  if (resources.open) return [];
  const needed = property(asset.options, "requiredResourceKeys");
  const required = (needed?.kind === "array" ? needed.elements : []).flatMap((element) => {
    const name = stringOf(element);
    return name === null ? [] : [{ name, place: element.place }];
  });
  const isListed = needed === undefined || (needed.kind === "array" && !needed.open && needed.elements.length === required.length);
  const fn = asset.declaration?.fn;
  const used = (fn?.fact.resources ?? []).map(({ name, span }) => ({ name, place: { file: fn?.file ?? "", ...span } }));
  return [...required, ...used].map(({ name, place }) => ({
    ...{ name, place },
    resource: resources.byKey.get(name),
    isRequired: !isListed || required.some((each) => each.name === name),
  }));
}

export function noResource(name: string, near: readonly string[], known: readonly string[]): string {
  const what = l10n.t`No resource has the key "${name}".`;
  return `${what}${didYouMean(near)} ${listKnown(known)} ${l10n.t("Add it to `resources` of the Definitions.")}`;
}
