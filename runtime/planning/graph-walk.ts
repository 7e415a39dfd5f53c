// Graph algorithms over node → the nodes before it: order, reachability, cycles.

export type Before = (node: string) => Iterable<string>;

/** The nodes in an order in which each comes after the nodes before it; nodes of a cycle keep the given order. */
export function topological(nodes: readonly string[], before: Before): string[] {
  const all = new Set(nodes);
  const done = new Set<string>();
  const order: string[] = [];
  const visit = (start: string) => {
    // Uses an explicit stack, so that a chain of ten thousand assets does not overflow the call stack.
    const stack = [{ node: start, rest: [...before(start)] }];
    const open = new Set([start]);
    while (stack.length > 0) {
      const top = stack.at(-1);
      if (!top) return;
      const next = top.rest.shift();
      if (next === undefined) {
        stack.pop();
        if (!done.has(top.node)) {
          done.add(top.node);
          order.push(top.node);
        }
      } else if (all.has(next) && !done.has(next) && !open.has(next)) {
        open.add(next);
        stack.push({ node: next, rest: [...before(next)] });
      }
    }
  };
  for (const node of nodes) if (!done.has(node)) visit(node);
  return order;
}

/** All nodes reachable by `before` within `depth` steps, including the start nodes. */
export function reach(nodes: Iterable<string>, before: Before, depth = Number.POSITIVE_INFINITY): Set<string> {
  const reached = new Set(nodes);
  let edge = [...reached];
  for (let step = 0; step < depth && edge.length > 0; step++) {
    const next: string[] = [];
    for (const node of edge) {
      for (const upstream of before(node)) {
        if (reached.has(upstream)) continue;
        reached.add(upstream);
        next.push(upstream);
      }
    }
    edge = next;
  }
  return reached;
}

/** Whether the graph has no cycle (Kahn 1962). This is faster than finding the cycles. */
export function isAcyclic(nodes: readonly string[], before: Before): boolean {
  const after = new Map<string, string[]>(nodes.map((node) => [node, []]));
  const waiting = new Map<string, number>();
  for (const node of nodes) {
    let count = 0;
    for (const upstream of before(node)) {
      const list = after.get(upstream);
      if (!list) continue;
      list.push(node);
      count++;
    }
    waiting.set(node, count);
  }
  const free = nodes.filter((node) => waiting.get(node) === 0);
  let done = 0;
  for (let node = free.pop(); node !== undefined; node = free.pop()) {
    done++;
    for (const next of after.get(node) ?? []) {
      const left = (waiting.get(next) ?? 0) - 1;
      waiting.set(next, left);
      if (left === 0) free.push(next);
    }
  }
  return done === nodes.length;
}

/** Strongly connected components (Tarjan 1972), without recursion. */
export function components(nodes: readonly string[], before: Before): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const onStack = new Set<string>();
  const stack: string[] = [];
  const found: string[][] = [];
  const all = new Set(nodes);

  const enter = (node: string) => {
    index.set(node, index.size);
    low.set(node, index.size - 1);
    stack.push(node);
    onStack.add(node);
    return { node, rest: [...before(node)].filter((each) => all.has(each)) };
  };
  const lower = (node: string, to: number) => low.set(node, Math.min(low.get(node) ?? to, to));

  for (const root of nodes) {
    if (index.has(root)) continue;
    const work = [enter(root)];
    while (work.length > 0) {
      const top = work.at(-1);
      if (!top) break;
      const next = top.rest.shift();
      if (next === undefined) {
        work.pop();
        const parent = work.at(-1);
        if (parent) lower(parent.node, low.get(top.node) ?? 0);
        if (low.get(top.node) === index.get(top.node)) found.push(popComponent(top.node));
      } else if (!index.has(next)) work.push(enter(next));
      else if (onStack.has(next)) lower(top.node, index.get(next) ?? 0);
    }
  }
  return found;

  function popComponent(root: string): string[] {
    const component: string[] = [];
    for (;;) {
      const node = stack.pop();
      if (node === undefined) return component;
      onStack.delete(node);
      component.push(node);
      if (node === root) return component;
    }
  }
}

/** A shortest cycle through a node of a strongly connected component, beginning at that node. */
export function cycleThrough(start: string, component: readonly string[], before: Before): string[] {
  const inside = new Set(component);
  const cameFrom = new Map<string, string>();
  let edge = [start];
  while (edge.length > 0) {
    const next: string[] = [];
    for (const node of edge) {
      for (const upstream of before(node)) {
        if (!inside.has(upstream)) continue;
        if (upstream === start) return pathTo(node);
        if (cameFrom.has(upstream)) continue;
        cameFrom.set(upstream, node);
        next.push(upstream);
      }
    }
    edge = next;
  }
  return [...component];

  /** `node` needs `start`. Walking back finds what needs `node`, so the path follows the direction of the data. */
  function pathTo(node: string): string[] {
    const path = [start];
    for (let each: string | undefined = node; each !== undefined && each !== start; each = cameFrom.get(each)) path.push(each);
    return path;
  }
}
