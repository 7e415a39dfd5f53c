// The moment of a run: its time stands still, and dynamic keys that the run itself adds are there for the steps that come after.
import type { KeyStore } from "../contract/state.js";
import { dimensionsOf, type KeySpace, keySpace, type Moment } from "../partitions/index.js";
import type { ResolvedProject } from "../sdk/resolve.js";

/** Gives the moment as it is now: the same object for as long as no dynamic key comes or goes. */
export function momentsOf(project: ResolvedProject, stored: Pick<KeyStore, "read">, now: number): () => Promise<Moment> {
  let known = "";
  let moment: Moment = { now, dynamicKeys: () => [] };
  return async () => {
    const keys = await dynamicKeysOf(project, stored);
    const text = JSON.stringify([...keys]);
    if (text !== known) moment = { now, dynamicKeys: (name) => keys.get(name) ?? [] };
    known = text;
    return moment;
  };
}

/** The moment that it is, with the dynamic keys that there are. */
export async function momentNow(project: ResolvedProject, stored: Pick<KeyStore, "read">): Promise<Moment> {
  return momentsOf(project, stored, Date.now())();
}

/** The keys of every dynamic definition that an asset of the project has. */
async function dynamicKeysOf(project: ResolvedProject, stored: Pick<KeyStore, "read">): Promise<ReadonlyMap<string, readonly string[]>> {
  const specs = [...project.assets.values()].flatMap(({ definition }) => definition.options.partitions?.spec ?? []);
  const names = specs.flatMap(dimensionsOf).flatMap(({ partitions }) => (partitions.kind === "dynamic" ? [partitions.name] : []));
  const keys = [...new Set(names)].map(async (name) => [name, await stored.read(name)] as const);
  return new Map(await Promise.all(keys));
}

/** The keys of a definition that there were not at an earlier moment. */
export function keysAdded(space: KeySpace, before: Moment): string[] {
  const old = keySpace(space.spec, before);
  return old === space ? [] : [...space].filter((key) => old.indexOf(key) === -1);
}
