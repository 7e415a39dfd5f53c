// What other files see of a file: texts of one shape give all others the same types.

import { textHash } from "../../../runtime/contract/sites.js";
import type { Shape } from "../facts.js";
import { holdsNoCode } from "./no-code.js";
import { ts } from "./typescript.js";

/**
 * Of code. What stands between statements does not count, nor do bodies of functions that say what they return and make no asset. Texts of one
 * shape also give the same types to the assets in them.
 */
export function shapeOf(source: ts.SourceFile, isWhole: boolean): Shape {
  const text = /\.[cm]?jsx?$/.test(source.fileName) ? source.text : visibleText(source);
  // With an error in it, nothing sure is known of the types of those that import it.
  return { hash: isWhole ? textHash(text) : `!${textHash(text)}`, speaksToAll: speaksToAll(source) };
}

/** Of a file that only is a value. */
export const shapeOfData = (text: string): Shape => ({ hash: textHash(text), speaksToAll: false });

function visibleText(source: ts.SourceFile): string {
  const parts: string[] = [];
  // An asset that another name makes could be in any body.
  const isRenamed = /\basset\s+as\b/.test(source.text);
  for (const statement of source.statements) {
    let at = statement.getStart(source);
    const visit = (node: ts.Node): void => {
      if (holdsNoCode(node)) return;
      const body = isRenamed ? undefined : hiddenBody(node, source);
      ts.forEachChild(node, (child) => (child === body ? undefined : visit(child)));
      if (body === undefined) return;
      parts.push(source.text.slice(at, body.pos));
      at = body.end;
    };
    visit(statement);
    parts.push(source.text.slice(at, statement.end));
  }
  return parts.join("\n");
}

/** The body of a function whose type can be read without it. */
function hiddenBody(node: ts.Node, source: ts.SourceFile): ts.Node | undefined {
  const isFunction =
    ts.isArrowFunction(node) ||
    ts.isFunctionExpression(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isGetAccessorDeclaration(node);
  if (!isFunction || node.type === undefined || node.body === undefined) return undefined;
  return /\basset\b/.test(source.text.slice(node.body.pos, node.body.end)) ? undefined : node.body;
}

/** It declares what files see that do not import it: a script, a module that adds to others, a file that brings types for all. */
function speaksToAll(source: ts.SourceFile): boolean {
  const { referencedFiles, typeReferenceDirectives, libReferenceDirectives } = source;
  return (
    source.isDeclarationFile ||
    !ts.isExternalModule(source) ||
    referencedFiles.length + typeReferenceDirectives.length + libReferenceDirectives.length > 0 ||
    source.statements.some(
      (statement) =>
        ts.isModuleDeclaration(statement) &&
        (ts.isStringLiteral(statement.name) || (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0),
    )
  );
}
