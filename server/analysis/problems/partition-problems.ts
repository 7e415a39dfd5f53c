// What is wrong with partitions before anything runs: definitions, mappings that cannot be, tables that cannot tell rows apart.

import * as l10n from "@vscode/l10n";
import type { PartitionsSpec } from "../../../runtime/contract/partitions.js";
import type { Problem } from "../../../runtime/contract/problem.js";
import { dimensionsOf, keySpace, type Mapping, momentOf } from "../../../runtime/partitions/index.js";
import { inputMapping, listedAnd, specOf } from "../../../runtime/planning/index.js";
import { partitionsLie } from "../managers.js";
import type { ResolvedAsset, ResolvedInput } from "../model.js";
import { property, type Value } from "../value.js";
import { problem, type Wired } from "./problem.js";

export function partitionProblems(asset: ResolvedAsset, { byKey }: Wired): Problem[] {
  const { partitions } = asset;
  if (partitions.kind === "wrong")
    return [problem("invalid-options", partitions.place, partitions.message, { data: { assetKey: asset.key } })];
  return [
    ...impossiblePolicy(asset),
    ...missingExpressions(asset),
    ...asset.inputs.flatMap((input) => {
      const upstream = input.upstream === null ? undefined : byKey.get(input.upstream);
      return upstream === undefined ? [] : mismatches(asset, input, upstream);
    }),
  ];
}

/** A call makes a whole number of partitions, as `BackfillPolicy.multiRun` checks. */
function impossiblePolicy({ key, options }: ResolvedAsset): Problem[] {
  const policy = property(options, "backfillPolicy");
  const [most] = policy?.kind === "call" && policy.callee === "BackfillPolicy.multiRun" ? policy.args : [];
  if (most?.kind !== "literal" || most.value === undefined || (Number.isInteger(most.value) && (most.value as number) >= 1)) return [];
  const message = l10n.t`${JSON.stringify(most.value)} is no number of partitions for one call. Write a whole number from 1, or BackfillPolicy.singleRun() for all in one call.`;
  return [problem("invalid-options", most.place, message, { data: { assetKey: key } })];
}

/** A table holds all partitions, so something must say which rows are whose. */
function missingExpressions(asset: ResolvedAsset): Problem[] {
  const { partitions, storage } = asset;
  if (partitions.kind !== "known" || asset.returnsNothing || partitionsLie(storage.manager) !== "together") return [];
  const metadata = property(asset.options, "metadata");
  if (metadata !== undefined && metadata.kind !== "object") return [];
  const given = property(metadata, "partitionExpr");
  if (given === undefined && metadata?.kind === "object" && metadata.open) return [];
  const names = dimensionsOf(partitions.spec).map(({ name }) => name);
  const missing = missingDimensions(names, given);
  if (missing.length === 0) return [];
  const example = names.length === 1 ? `"${names[0]}"` : `{ ${names.map((name) => `${name}: "${name}"`).join(", ")} }`;
  const entry = `metadata: { partitionExpr: ${example} }`;
  return [
    problem(
      "missing-partition-expr",
      given?.place ?? partitions.place,
      names.length === 1
        ? l10n.t(
            '"{0}" is stored in a table, and nothing says which rows belong to a partition. Add `{1}`, the column that tells.',
            asset.key,
            entry,
          )
        : l10n.t(
            '"{0}" is stored in a table, and nothing says which rows belong to a partition for {1}. Add `{2}`, the column that tells.',
            asset.key,
            listedAnd(missing),
            entry,
          ),
      { data: { assetKey: asset.key, name: example } },
    ),
  ];
}

/** The dimensions without an expression; none where only running can tell. */
function missingDimensions(names: readonly string[], given: Value | undefined): readonly string[] {
  if (given === undefined) return names;
  if (given.kind === "literal") return names.length === 1 && typeof given.value === "string" ? [] : names;
  if (given.kind !== "object") return [];
  return given.open ? [] : names.filter((name) => !given.properties.has(name));
}

function mismatches(asset: ResolvedAsset, input: ResolvedInput, upstream: ResolvedAsset): Problem[] {
  const place = property(input.ins, "partitionMapping")?.place ?? input.place;
  const data = { assetKey: asset.key, name: input.parameter };
  const related = [{ message: l10n.t`"${upstream.key}" is declared here`, place: upstream.place }];
  const found = inputMapping(asset, input, upstream);
  if (found.kind === "mistake") {
    const message = l10n.t`The partitions of "${upstream.key}" do not fit those of "${asset.key}": ${found.message}`;
    return [problem("partition-mismatch", place, message, { data, related })];
  }
  const gap = found.kind === "mapped" ? gapOf(asset, input, upstream) : null;
  return gap === null ? [] : [problem("partition-mismatch", place, gap, { data, related })];
}

/** A partition whose upstream partition will never be there. */
function gapOf(asset: ResolvedAsset, input: ResolvedInput, upstream: ResolvedAsset): string | null {
  if (input.allowMissing !== false) return null;
  const found = inputMapping(asset, input, upstream);
  const spec = specOf(asset);
  if (found.kind !== "mapped" || spec === null || isDynamic(asset) || isDynamic(upstream)) return null;
  const { mapping } = found;
  const isTold = found.shape === "one" && mapping.leavesOut !== true && partitionsLie(upstream.storage.manager) === "apart";
  const gap = firstGap(mapping, spec);
  if (gap === null || (gap.missing === null && !isTold)) return null;
  if (gap.missing === null)
    return l10n.t(
      'The partitionMapping gives the partition {0} of "{1}" no partition of "{2}". Add one to it, or set `allowMissing` in `ins.{3}`.',
      ...[gap.key, asset.key, upstream.key, input.parameter],
    );
  return l10n.t(
    'The partition {0} of "{1}" loads the partition {2} of "{3}", which has none of this key. Change the definitions or the partitionMapping, or set `allowMissing` in `ins.{4}`.',
    ...[gap.key, asset.key, gap.missing, upstream.key, input.parameter],
  );
}

interface Gap {
  readonly key: string;
  /** The upstream key that is not there; null where the mapping gives none. */
  readonly missing: string | null;
}

const gaps = new WeakMap<Mapping, { readonly hour: number; readonly gap: Gap | null }>();

/** Of windows the first and the last tell, of a table of keys any may be left out. Looked for once an hour: keys come with time. */
function firstGap(mapping: Mapping, spec: PartitionsSpec): Gap | null {
  const hour = Math.floor(Date.now() / 3_600_000);
  const known = gaps.get(mapping);
  if (known?.hour === hour) return known.gap;
  const gap = findGap(mapping, spec);
  gaps.set(mapping, { hour, gap });
  return gap;
}

function findGap(mapping: Mapping, spec: PartitionsSpec): Gap | null {
  const moment = momentOf(Date.now());
  const own = keySpace(spec, moment);
  for (const key of mapping.spec.kind === "static" ? own : [own.at(0), own.at(-1)]) {
    if (key === undefined) continue;
    const { keys, nonexistent } = mapping.upstreamKeys(key, moment);
    const [missing] = nonexistent;
    if (missing !== undefined) return { key, missing };
    if (mapping.spec.kind === "static" && keys.length === 0) return { key, missing: null };
  }
  return null;
}

/** What keys there are, only running can tell. */
function isDynamic(asset: ResolvedAsset): boolean {
  const spec = specOf(asset);
  return spec !== null && dimensionsOf(spec).some(({ partitions }) => partitions.kind === "dynamic");
}
