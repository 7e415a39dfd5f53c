// Finds nodes of a TypeScript tree by their spans.

import type { Span } from "../facts.js";
import { ts } from "./typescript.js";

/** The function with this body. */
export function findFunction(source: ts.SourceFile, body: Span): ts.SignatureDeclaration | null {
  let found: ts.SignatureDeclaration | null = null;
  const visit = (node: ts.Node): void => {
    if (found || node.end < body.start || node.pos > body.start) return;
    if (ts.isFunctionLike(node) && "body" in node && node.body) {
      const own = node.body as ts.Node;
      if (own.getStart(source) === body.start && own.end === body.end) {
        found = node;
        return;
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The nodes with exactly this span, the outermost first. */
export function nodesAt(source: ts.SourceFile, span: Span): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (node.pos > span.start || node.end < span.end) return;
    if (node.getStart(source) === span.start && node.end === span.end && !ts.isSourceFile(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.filter((node) => !ts.isStatement(node));
}
