// partition-mismatch: the partitions of an asset do not map to those of the asset it loads.
import * as l10n from "@vscode/l10n";
import type { PartitionsSpec } from "../../../runtime/contract/partitions.js";
import { dimensionsOf, keySpace, type Mapping, momentOf } from "../../../runtime/partitions/index.js";
import { inputMapping, specOf } from "../../../runtime/planning/index.js";
import { partitionStorage } from "../managers.js";
import type { ResolvedAsset, ResolvedInput } from "../model.js";
import { property } from "../value.js";
import { defineProblem, type Finding } from "./finding/problem-kind.js";

interface Data {
  readonly assetKey: string;
  /** The parameter. */
  readonly name: string;
}

export const partitionMismatch = defineProblem<Data>({
  code: "partition-mismatch",
  severity: "error",
  title: () => l10n.t("The partitions of two assets do not fit."),
  find: {
    partitions(asset, { byKey }) {
      if (asset.partitions.kind === "wrong") return [];
      return asset.inputs.flatMap((input) => {
        const upstream = input.upstream === null ? undefined : byKey.get(input.upstream);
        return upstream === undefined ? [] : mismatches(asset, input, upstream);
      });
    },
  },
});

function mismatches(asset: ResolvedAsset, input: ResolvedInput, upstream: ResolvedAsset): Finding<Data>[] {
  const place = property(input.ins, "partitionMapping")?.place ?? input.place;
  const data = { assetKey: asset.key, name: input.parameter };
  const related = [{ message: l10n.t`"${upstream.key}" is declared here`, place: upstream.place }];
  const found = inputMapping(asset, input, upstream);
  if (found.kind === "mistake") {
    const message = l10n.t`The partitions of "${upstream.key}" do not fit those of "${asset.key}": ${found.message}`;
    return [{ place, message, related, data }];
  }
  const gap = found.kind === "mapped" ? gapOf(asset, input, upstream) : null;
  return gap === null ? [] : [{ place, message: gap, related, data }];
}

/** Describes a partition whose upstream partition will never exist. */
function gapOf(asset: ResolvedAsset, input: ResolvedInput, upstream: ResolvedAsset): string | null {
  if (input.allowMissing !== false) return null;
  const found = inputMapping(asset, input, upstream);
  const spec = specOf(asset);
  if (found.kind !== "mapped" || spec === null || isDynamic(asset) || isDynamic(upstream)) return null;
  const { mapping } = found;
  const isTold = found.shape === "one" && mapping.leavesOut !== true && partitionStorage(upstream.storage.manager) === "apart";
  const gap = firstGap(mapping, spec);
  if (gap === null || (gap.missing === null && !isTold)) return null;
  if (gap.missing === null)
    return l10n.t(
      'The partitionMapping gives the partition {0} of "{1}" no partition of "{2}". Add one to it, or set `allowMissing` in `ins.{3}`.',
      ...[gap.key, asset.key, upstream.key, input.parameter],
    );
  return l10n.t(
    'The partition {0} of "{1}" loads the partition {2} of "{3}", which does not exist. Change the definitions or the partitionMapping, or set `allowMissing` in `ins.{4}`.',
    ...[gap.key, asset.key, gap.missing, upstream.key, input.parameter],
  );
}

interface Gap {
  readonly key: string;
  /** The upstream key that does not exist. Null if the mapping returns none. */
  readonly missing: string | null;
}

const gaps = new WeakMap<Mapping, { readonly hour: number; readonly gap: Gap | null }>();

/**
 * For a static mapping, every partition is checked, because any may be left out. For other mappings, the first and the last one are. The
 * result is kept for an hour, because keys change with time.
 */
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

/** Whether the keys are known only when the code is executed. */
function isDynamic(asset: ResolvedAsset): boolean {
  const spec = specOf(asset);
  return spec !== null && dimensionsOf(spec).some(({ partitions }) => partitions.kind === "dynamic");
}
