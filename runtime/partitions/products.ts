// Combinations of several dimensions as few products.

/** Joins products that differ in one dimension only with `join`, from the last dimension to the first. */
export function fewestProducts<Side>(
  combinations: readonly (readonly Side[])[],
  join: (sides: readonly Side[]) => readonly Side[],
): readonly (readonly Side[])[] {
  const width = combinations[0]?.length ?? 0;
  let joined = combinations;
  for (let at = width - 1; at >= 0; at--) {
    const groups = new Map<string, { readonly product: readonly Side[]; readonly sides: Side[] }>();
    for (const product of joined) {
      const others = JSON.stringify(product.with(at, null as Side));
      const group = groups.get(others) ?? { product, sides: [] };
      group.sides.push(product[at] as Side);
      groups.set(others, group);
    }
    joined = [...groups.values()].flatMap(({ product, sides }) => join(sides).map((side) => product.with(at, side)));
  }
  return joined;
}
