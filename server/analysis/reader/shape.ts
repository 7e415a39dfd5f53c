// The shape of a file: what other files see of it. Texts with the same shape give all other files the same types.

import { textHash } from "../../../runtime/contract/sites.js";
import type { Shape } from "../facts.js";
import { holdsNoCode } from "./no-code.js";
import { ts } from "./typescript.js";

/**
 * The shape of code. Comments between statements do not count, nor do bodies of functions that declare their return type and create no
 * asset. Texts with the same shape also give the same types to the assets in them.
 */
export function shapeOf(source: ts.SourceFile, isWhole: boolean): Shape {
  const text = /\.[cm]?jsx?$/.test(source.fileName) ? source.text : visibleText(source);
  // While a file has an error, the types of files that import it are uncertain.
  return { hash: isWhole ? textHash(text) : `!${textHash(text)}`, declaresGlobals: declaresGlobals(source) };
}

/** The shape of a file that consists of one value. */
export const shapeOfData = (text: string): Shape => ({ hash: textHash(text), declaresGlobals: false });

function visibleText(source: ts.SourceFile): string {
  const parts: string[] = [];
  // If `asset` is imported under another name, any body may create an asset.
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

/** The body of a function whose type does not depend on it. */
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

/** Whether it declares something that is visible without an import: a script, a module augmentation, or a reference to types. */
function declaresGlobals(source: ts.SourceFile): boolean {
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
