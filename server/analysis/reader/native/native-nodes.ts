// Finds the same node in two trees: the one of TypeScript 6, which analysis reads, and the native one, to which questions about types
// refer.
import { ts } from "../typescript.js";
import type { NativeHandle, NativeNode, NativeProject } from "./native-typescript.js";
import { Unanswered } from "./native-typescript.js";

export interface NativeNodes {
  /** TypeScript 6's tree of a file of the native program. */
  sourceFile(path: string): ts.SourceFile | undefined;
  /** The native node of a node in one of these trees. */
  native(node: ts.Node): NativeNode;
  /** A node in one of these trees. */
  declaration(handle: NativeHandle): ts.Declaration;
}

export function createNativeNodes(program: NativeProject["program"], parsed: Map<string, ts.SourceFile>): NativeNodes {
  function sourceFile(path: string): ts.SourceFile | undefined {
    const file = program.getSourceFile(path);
    if (!file) return undefined;
    const known = parsed.get(path);
    if (known?.text === file.text) return known;
    const made = ts.createSourceFile(path, file.text, ts.ScriptTarget.ESNext, true);
    parsed.set(path, made);
    return made;
  }

  return {
    sourceFile,
    native(node) {
      const source = node.getSourceFile();
      const root = program.getSourceFile(source.fileName);
      if (!root) throw new Unanswered(source.fileName);
      if (ts.isSourceFile(node)) return root;
      // Of several nodes with one span, the one at the same depth: both trees nest them alike.
      let depth = 0;
      for (
        let around = node.parent;
        around && around.pos === node.pos && around.end === node.end && !ts.isSourceFile(around);
        around = around.parent
      )
        depth++;
      const found = spanning(root, node.pos, node.end)[depth];
      if (!found) throw new Unanswered(node.getText());
      return found;
    },
    declaration(handle) {
      const node = handle.resolve();
      const source = node && sourceFile(node.getSourceFile().fileName);
      if (!node || !source) throw new Unanswered(handle.path);
      const found = spanningIn(source, node.pos, node.end);
      const [outermost] = found;
      if (!outermost) throw new Unanswered(handle.path);
      return (found.find(isDeclaration) ?? outermost) as ts.Declaration;
    },
  };
}

/** The nodes below the root with exactly this span, the outermost first. */
function spanning(root: NativeNode, pos: number, end: number): NativeNode[] {
  const found: NativeNode[] = [];
  const visit = (node: NativeNode): void => {
    if (node.pos > pos || node.end < end) return;
    if (node.pos === pos && node.end === end) found.push(node);
    node.forEachChild(visit);
  };
  root.forEachChild(visit);
  return found;
}

function spanningIn(root: ts.SourceFile, pos: number, end: number): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (node.pos > pos || node.end < end) return;
    if (node.pos === pos && node.end === end) found.push(node);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(root, visit);
  return found;
}

function isDeclaration(node: ts.Node): boolean {
  return ts.getNameOfDeclaration(node as ts.Declaration) !== undefined || ts.isTypeLiteralNode(node) || ts.isFunctionLike(node);
}
