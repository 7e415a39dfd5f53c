// Lets the nodes of a tree know their parents, where somebody asks: in most of a file nobody does.
import { ts } from "./typescript.js";

/** All nodes below one, documentation included. The parser would do it for a whole file. */
export function linkParents(node: ts.Node): void {
  // Exported by the compiler, though not in its types.
  const { setParentRecursive } = ts as unknown as { setParentRecursive: (root: ts.Node, incremental: boolean) => void };
  setParentRecursive(node, true);
}
