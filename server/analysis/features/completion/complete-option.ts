// Completes names in options: resources, asset keys, groups, columns, parameters, dimensions.

import * as l10n from "@vscode/l10n";
import type { Place } from "../../../../runtime/contract/problem.js";
import { dimensionsOf } from "../../../../runtime/partitions/index.js";
import { specOf } from "../../../../runtime/planning/index.js";
import { mentionsAt } from "../../mentions.js";
import { groupName, type ResolvedAsset } from "../../model.js";
import type { Project } from "../../project.js";
import { resourceMentionAt } from "../../resource-mentions.js";
import { belowOf } from "./below.js";
import { completeSelection } from "./complete-selection.js";
import { type CompletionItem, type Cursor, carriedBy, wordAround } from "./completion-item.js";
import { type OptionPlace, optionPlace } from "./option-place.js";

/** A name that can be inserted. How it is written depends on the place of the cursor. */
type Candidate = Pick<CompletionItem, "label" | "kind" | "detail" | "asset">;

/** Null if the cursor is not in an option of the SDK. */
export function completeOption(cursor: Cursor): CompletionItem[] | null {
  const option = optionPlace(cursor);
  if (!option) return cursor.before.string ? completeConstant(cursor) : null;
  if (option.callee === "defineAssetJob" && option.argument === 1 && option.path === "selection") return completeSelection(cursor);
  const found = candidates(cursor, option);
  return found ? written(cursor, found, option.names !== null) : null;
}

function candidates(cursor: Cursor, option: OptionPlace): readonly Candidate[] | null {
  const { project } = cursor;
  switch (option.callee) {
    case "asset":
    case "externalAsset":
      return option.argument === 0 ? ofAsset(cursor, option) : null;
    case "resource":
    case "ioManager":
    case "inputManager":
      return option.path === "requiredResourceKeys.[]" ? resourceCandidates(project, "any") : null;
    case "AssetSelection.keys":
    case "AssetSelection.assets":
      return option.path === "" ? keys(project) : null;
    case "AssetSelection.keyPrefixes":
      return option.path === "" ? prefixes(project) : null;
    case "AssetSelection.groups":
      return option.path === "" ? groups(project) : null;
    case "AssetSelection.tag":
      return option.path === "" && option.argument === 0 ? tags(project) : null;
    case "MultiToSingleDimensionPartitionMapping":
      return option.path === "partitionDimensionName" ? allDimensions(project) : null;
    case "MultiPartitionMapping":
      return option.path.endsWith(".dimensionName") ? allDimensions(project) : null;
    default:
      return null;
  }
}

function ofAsset(cursor: Cursor, option: OptionPlace): readonly Candidate[] | null {
  const { project, file, offset } = cursor;
  const asset = project.model().assets.find(({ declaration }) => declaration?.file === file && declaration.place.start === option.call);
  const [, parameter = "", entry] = /^ins\.([^.]+)\.(.+)$/.exec(option.path) ?? [];
  if (option.names) return nameCandidates(project, asset, option);
  switch (entry ?? option.path) {
    case "ioManagerKey":
      return resourceCandidates(project, option.callee === "externalAsset" ? "load" : "store");
    case "inputManagerKey":
      return resourceCandidates(project, "load");
    case "requiredResourceKeys.[]":
      return resourceCandidates(project, "any");
    case "key":
      return entry ? keys(project, asset) : null;
    case "deps.[]": {
      const others = asset?.deps.filter(({ place }) => !covers(place, file, offset)).map(({ key }) => key) ?? [];
      return keys(project, asset).filter(({ label }) => !others.includes(label));
    }
    case "columns.[]":
      return entry ? columnsOf(project, upstreamOf(project, asset, parameter)) : null;
    case "group":
      return entry ? null : groups(project, asset);
    case "kinds.[]":
      return values(project, ({ kinds }) => kinds, "kind", asset);
    case "owners.[]":
      return values(project, ({ owners }) => owners, "owner", asset);
    case "metadata.partitionExpr":
      return columnsOf(project, asset);
    default:
      return option.path.startsWith("metadata.partitionExpr.") ? columnsOf(project, asset) : null;
  }
}

/** Names of properties: parameters in `ins`, dimensions in a `partitionExpr`, existing tags. */
function nameCandidates(project: Project, asset: ResolvedAsset | undefined, { path, names }: OptionPlace): readonly Candidate[] | null {
  const taken = new Set(names);
  const free = (all: readonly Candidate[]) => all.filter(({ label }) => !taken.has(label));
  switch (path) {
    case "ins":
      return free(
        (asset?.inputs ?? []).map(({ parameter, upstream }) => ({
          label: parameter,
          kind: "parameter",
          detail: upstream === null ? l10n.t("loads no asset yet") : l10n.t`loads ${upstream}`,
        })),
      );
    case "metadata.partitionExpr":
      return free(asset ? dimensions(asset) : []);
    case "tags":
      return free(tags(project, asset));
    default:
      return null;
  }
}

/** Completes a constant that options elsewhere use: its uses show what it names. */
function completeConstant(cursor: Cursor): CompletionItem[] | null {
  const { project, file, offset } = cursor;
  const resource = resourceMentionAt(project, file, offset);
  if (resource && resource.kind !== "definition") {
    const use = { "io-manager": "store", "input-manager": "load", required: "any", used: "any" } as const;
    return written(cursor, resourceCandidates(project, use[resource.kind]), false);
  }
  const mention = mentionsAt(project, file, offset).find(
    ({ kind, written: how }) => how === "string" && (kind === "dep" || kind === "ins-key"),
  );
  return mention ? written(cursor, keys(project, mention.asset), false) : null;
}

/** Inserts the text in a string, otherwise the text with quotes, or the name of a property. */
function written(cursor: Cursor, found: readonly Candidate[], isName: boolean): CompletionItem[] {
  const { before } = cursor;
  const place = before.string ? insideString(cursor, before.string.start) : wordAround(cursor);
  const text = (label: string) => {
    if (before.string) return label.replaceAll("\\", "\\\\").replaceAll(before.string.quote, `\\${before.string.quote}`);
    return isName && /^[A-Za-z_$][\w$]*$/.test(label) ? label : JSON.stringify(label);
  };
  return found.map((candidate) => ({ ...candidate, text: text(candidate.label), place, more: [] }));
}

/** The span from the quote to the end of the name at the cursor. The end of an unfinished string is not reliable. */
function insideString({ file, text, offset }: Cursor, start: number): Place {
  return { file, start, end: offset + (/^[\w/.@:-]*/.exec(text.slice(offset, offset + 200))?.[0].length ?? 0) };
}

export function resourceCandidates(project: Project, use: "store" | "load" | "any"): Candidate[] {
  return [...project.model().resources.byKey.values()].flatMap(({ key, manager }): Candidate[] => {
    const usable = use === "any" || (manager.kind !== "not-a-manager" && (use === "load" || manager.kind !== "input-only"));
    const what = manager.className ?? (manager.kind === "not-a-manager" ? l10n.t("resource") : l10n.t("I/O manager"));
    return usable ? [{ label: key, kind: "resource", detail: what }] : [];
  });
}

/** Keys of assets, without those that would create a cycle with the consumer. */
function keys(project: Project, consumer?: ResolvedAsset | null): Candidate[] {
  const model = project.model();
  const below = belowOf(model, consumer);
  return [...model.byKey.values()]
    .filter(({ key }) => !below.has(key))
    .map((asset) => ({ label: asset.key, kind: "asset", detail: l10n.t`group ${groupName(asset)}`, asset: asset.key }));
}

function groups(project: Project, writing?: ResolvedAsset): Candidate[] {
  return values(project, ({ group }) => (group === null ? [] : [group]), "group", writing);
}

function tags(project: Project, writing?: ResolvedAsset): Candidate[] {
  return values(project, ({ tags }) => Object.keys(tags), "tag", writing);
}

function prefixes(project: Project): Candidate[] {
  const all = ({ key }: ResolvedAsset) =>
    key.split("/").flatMap((_, index, parts) => (index === 0 ? [] : [parts.slice(0, index).join("/")]));
  return values(project, all, "prefix");
}

/**
 * Distinct values in alphabetical order, each with its number of assets. The asset that is being written does not count, because its
 * value is incomplete.
 */
function values(project: Project, of: (asset: ResolvedAsset) => readonly string[], what: string, writing?: ResolvedAsset): Candidate[] {
  const counts = new Map<string, number>();
  const others = [...project.model().byKey.values()].filter((asset) => asset !== writing);
  for (const asset of others) for (const each of of(asset)) counts.set(each, (counts.get(each) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, count]) => ({ label, kind: "value", detail: carriedBy(what, count) }));
}

function columnsOf(project: Project, asset: ResolvedAsset | undefined): Candidate[] {
  const columns = asset && !asset.external ? (project.types().output(asset)?.columns ?? []) : [];
  return columns.map(({ name, kind }) => ({ label: name, kind: "column", detail: l10n.t`${kind} column of ${asset?.key ?? ""}` }));
}

/** The asset that the parameter loads, also if the function cannot be read while `ins` is incomplete. */
function upstreamOf(project: Project, asset: ResolvedAsset | undefined, parameter: string): ResolvedAsset | undefined {
  const { byKey } = project.model();
  const input = asset?.inputs.find((each) => each.parameter === parameter);
  if (input) return byKey.get(input.upstream ?? "");
  return byKey.get([...(asset?.prefix ?? []), parameter].join("/")) ?? byKey.get(parameter);
}

function dimensions(asset: ResolvedAsset): Candidate[] {
  const spec = specOf(asset);
  const named = spec === null ? [] : dimensionsOf(spec);
  return named.map(({ name, partitions }) => ({
    label: name,
    kind: "value",
    detail: l10n.t`dimension of ${asset.key}: ${partitions.kind}`,
  }));
}

function allDimensions(project: Project): Candidate[] {
  const several = [...project.model().byKey.values()].filter((asset) => specOf(asset)?.kind === "multi").flatMap(dimensions);
  return [...new Map(several.map((each) => [each.label, each])).values()];
}

const covers = (place: Place, file: string, offset: number) => place.file === file && place.start <= offset && offset <= place.end;
