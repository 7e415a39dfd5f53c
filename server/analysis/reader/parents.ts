// Sets the parents of nodes on demand. Most nodes of a file do not need them.
import { ts } from "./typescript.js";

/** Sets the parents of all nodes below one, including documentation. The parser would do this for a whole file. */
export function linkParents(node: ts.Node): void {
  // The compiler exports this function, but not in its types.
  const { setParentRecursive } = ts as unknown as { setParentRecursive: (root: ts.Node, incremental: boolean) => void };
  setParentRecursive(node, true);
}
