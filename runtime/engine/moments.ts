// The moment of a run: its time is fixed, but later steps see dynamic keys that the run itself adds.
import type { KeyStore } from "../contract/state.js";
import { dimensionsOf, type KeySpace, keySpace, type Moment } from "../partitions/index.js";
import type { ResolvedProject } from "../sdk/resolve.js";

/** Returns the current moment: the same object until a dynamic key is added or removed. */
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

/** The moment with the current dynamic keys. */
export async function momentNow(project: ResolvedProject, stored: Pick<KeyStore, "read">): Promise<Moment> {
  return momentsOf(project, stored, Date.now())();
}

/** The keys of every dynamic definition in the project. */
async function dynamicKeysOf(project: ResolvedProject, stored: Pick<KeyStore, "read">): Promise<ReadonlyMap<string, readonly string[]>> {
  const specs = [...project.assets.values()].flatMap(({ definition }) => definition.options.partitions?.spec ?? []);
  const names = specs.flatMap(dimensionsOf).flatMap(({ partitions }) => (partitions.kind === "dynamic" ? [partitions.name] : []));
  const keys = [...new Set(names)].map(async (name) => [name, await stored.read(name)] as const);
  return new Map(await Promise.all(keys));
}

/** The keys of a definition that did not exist at an earlier moment. */
export function keysAdded(space: KeySpace, before: Moment): string[] {
  const old = keySpace(space.spec, before);
  return old === space ? [] : [...space].filter((key) => old.indexOf(key) === -1);
}
