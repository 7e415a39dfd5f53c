// Puts things together that have something in common.

/** What has the same id stands together, in the order in which it came; what has none is left out. */
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
