// Groups items by an id.

/** Items with the same id form a group, in their original order. Items without an id are left out. */
export function groupBy<T, Id>(all: Iterable<T>, idOf: (each: T) => Id | null): Map<Id, T[]> {
  const groups = new Map<Id, T[]>();
  for (const each of all) {
    const id = idOf(each);
    if (id === null) continue;
    const group = groups.get(id);
    if (group) group.push(each);
    else groups.set(id, [each]);
  }
  return groups;
}
