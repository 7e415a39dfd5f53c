// Which partitions a run makes of each selected asset: the keys and ranges that were asked for, checked.
import type { PartitionRange } from "../../runtime/contract/partitions.js";
import { describePartitions, type KeySpace, keySpace } from "../../runtime/partitions/index.js";
import type { ResolvedAsset } from "./model.js";
import { didYouMean, nearest } from "./nearest.js";
import { momentIn, specOf } from "./partition-wiring.js";
import type { Project } from "./project.js";

export type ChosenPartitions =
  | { readonly kind: "chosen"; readonly ranges: ReadonlyMap<string, readonly PartitionRange[]> }
  | { readonly kind: "bad-selection"; readonly message: string };

/** The ranges of every asset with partitions; assets without are not concerned. */
export function choosePartitions(
  project: Project,
  assets: readonly ResolvedAsset[],
  asked: readonly string[] | "all",
  now: number,
): ChosenPartitions {
  const ranges = new Map<string, readonly PartitionRange[]>();
  const moment = momentIn(project.files, project.dir, now);
  for (const asset of assets) {
    if (asset.partitions.kind === "none") continue;
    // What reading leaves open, running the project may have told.
    const spec = specOf(asset) ?? project.described()?.graph.assets.find(({ key }) => key === asset.key)?.partitions ?? null;
    if (spec === null)
      return bad(`What partitions "${asset.key}" has only running can tell. Write the definition with literals, where it can be read.`);
    if (asked !== "all" && asked.length === 0)
      return bad(
        `"${asset.key}" has partitions (${describePartitions(spec)}). Name those to make: --partition KEY, --partition FIRST...LAST, or --all-partitions.`,
      );
    const space = keySpace(spec, moment);
    const found = asked === "all" ? whole(space) : rangesOf(asset, space, asked);
    if (typeof found === "string") return bad(found);
    ranges.set(asset.key, found);
  }
  if (ranges.size === 0 && (asked === "all" || asked.length > 0))
    return bad("None of the selected assets has partitions. Leave --partition out.");
  return { kind: "chosen", ranges };
}

function bad(message: string): ChosenPartitions {
  return { kind: "bad-selection", message };
}

function whole(space: KeySpace): PartitionRange[] {
  const [start, end] = [space.at(0), space.at(-1)];
  return start === undefined || end === undefined ? [] : [{ start, end }];
}

function rangesOf(asset: ResolvedAsset, space: KeySpace, asked: readonly string[]): PartitionRange[] | string {
  const ranges: PartitionRange[] = [];
  for (const text of asked) {
    const [start = "", end = start, ...rest] = text.split("...");
    if (rest.length > 0) return `"${text}" is no range. Write it FIRST...LAST.`;
    const unknown = [start, end].find((key) => space.indexOf(key) === -1);
    if (unknown !== undefined) return unknownKey(asset, space, unknown);
    if (space.indexOf(start) > space.indexOf(end)) return `The range ${text} ends before it starts. Exchange its ends.`;
    ranges.push({ start, end });
  }
  return ranges;
}

function unknownKey(asset: ResolvedAsset, space: KeySpace, key: string): string {
  if (space.length === 0) return `"${asset.key}" has no partition yet.`;
  const near = space.length > 10_000 ? [] : nearest(key, space);
  const known = space.length <= 5 ? `They are ${[...space].join(", ")}.` : `They go from ${space.at(0)} to ${space.at(-1)}.`;
  return `"${asset.key}" has no partition "${key}".${didYouMean(near)} ${known}`;
}
