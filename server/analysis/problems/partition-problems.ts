// What is wrong with partitions before anything runs: definitions, mappings that cannot be, tables that cannot tell rows apart.
import type { Problem } from "../../../runtime/contract/problem.js";
import { dimensionsOf, momentOf } from "../../../runtime/partitions/index.js";
import { partitionsLie } from "../managers.js";
import type { ResolvedAsset, ResolvedInput } from "../model.js";
import { inputMapping, keysOf, specOf } from "../partition-wiring.js";
import { property, type Value } from "../value.js";
import { problem, type Wired } from "./problem.js";

export function partitionProblems(asset: ResolvedAsset, { byKey }: Wired): Problem[] {
  const { partitions } = asset;
  if (partitions.kind === "wrong")
    return [problem("invalid-options", partitions.place, partitions.message, { data: { assetKey: asset.key } })];
  return [
    ...missingExpressions(asset),
    ...asset.inputs.flatMap((input) => {
      const upstream = input.upstream === null ? undefined : byKey.get(input.upstream);
      return upstream === undefined ? [] : mismatches(asset, input, upstream);
    }),
  ];
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
  const which = names.length === 1 ? "" : ` for ${missing.join(" and ")}`;
  return [
    problem(
      "missing-partition-expr",
      given?.place ?? partitions.place,
      `"${asset.key}" is stored in a table, and nothing says which rows belong to a partition${which}. Add \`metadata: { partitionExpr: ${example} }\`, the column that tells.`,
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
  const related = [{ message: `"${upstream.key}" is declared here`, place: upstream.place }];
  const found = inputMapping(asset, input, upstream);
  if (found.kind === "mistake") {
    const message = `The partitions of "${upstream.key}" do not fit those of "${asset.key}": ${found.message}`;
    return [problem("partition-mismatch", place, message, { data, related })];
  }
  const gap = found.kind === "mapped" ? gapOf(asset, input, upstream) : null;
  return gap === null ? [] : [problem("partition-mismatch", place, gap, { data, related })];
}

/** A partition whose upstream partition will never be there: the first and the last one tell. */
function gapOf(asset: ResolvedAsset, input: ResolvedInput, upstream: ResolvedAsset): string | null {
  const allow = property(input.ins, "allowMissing");
  if (allow !== undefined && !(allow.kind === "literal" && allow.value === false)) return null;
  const found = inputMapping(asset, input, upstream);
  const moment = momentOf(Date.now());
  const own = keysOf(asset, moment);
  if (found.kind !== "mapped" || own === null || isDynamic(asset) || isDynamic(upstream)) return null;
  const { mapping } = found;
  const isTold = found.shape === "one" && mapping.leavesOut !== true && partitionsLie(upstream.storage.manager) === "apart";
  // A table of keys may leave out any of them.
  for (const key of mapping.spec.kind === "static" ? own : [own.at(0), own.at(-1)]) {
    if (key === undefined) continue;
    const { keys, nonexistent } = mapping.upstreamKeys(key, moment);
    const [missing] = nonexistent;
    if (isTold && mapping.spec.kind === "static" && keys.length === 0 && missing === undefined)
      return `The partitionMapping gives the partition ${key} of "${asset.key}" no partition of "${upstream.key}". Add one to it, or set \`allowMissing\` in \`ins.${input.parameter}\`.`;
    if (missing === undefined) continue;
    return `The partition ${key} of "${asset.key}" loads the partition ${missing} of "${upstream.key}", which has none of this key. Change the definitions or the partitionMapping, or set \`allowMissing\` in \`ins.${input.parameter}\`.`;
  }
  return null;
}

/** What keys there are, only running can tell. */
function isDynamic(asset: ResolvedAsset): boolean {
  const spec = specOf(asset);
  return spec !== null && dimensionsOf(spec).some(({ partitions }) => partitions.kind === "dynamic");
}
