// The moment of a run: its time stands still, and dynamic keys that the run itself adds are there for the steps that come after.
import { dimensionsOf, type KeySpace, keySpace, type Moment } from "../partitions/index.js";
import { dynamicPartitions } from "../sdk/dynamic-partitions.js";
import type { ResolvedProject } from "../sdk/resolve.js";

/** Gives the moment as it is now: the same object for as long as no dynamic key comes or goes. */
export function momentsOf(project: ResolvedProject, projectDir: string, now: number): () => Moment {
  const names = dynamicNames(project);
  const stored = dynamicPartitions(projectDir);
  let known = "";
  let moment: Moment = { now, dynamicKeys: stored.keys };
  return () => {
    const keys = new Map(names.map((name) => [name, stored.keys(name)]));
    const text = JSON.stringify([...keys.values()]);
    if (text !== known) moment = { now, dynamicKeys: (name) => keys.get(name) ?? stored.keys(name) };
    known = text;
    return moment;
  };
}

function dynamicNames(project: ResolvedProject): string[] {
  const specs = [...project.assets.values()].flatMap(({ definition }) => definition.options.partitions?.spec ?? []);
  const names = specs.flatMap(dimensionsOf).flatMap(({ partitions }) => (partitions.kind === "dynamic" ? [partitions.name] : []));
  return [...new Set(names)];
}

/** The keys of a definition that there were not at an earlier moment. */
export function keysAdded(space: KeySpace, before: Moment): string[] {
  const old = keySpace(space.spec, before);
  return old === space ? [] : [...space].filter((key) => old.indexOf(key) === -1);
}
