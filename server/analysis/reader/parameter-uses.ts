// Finds what must change if a parameter of a function is renamed.

import { isAsset } from "./read-type.js";
import { ts } from "./typescript.js";

export interface ParameterUse {
  readonly start: number;
  readonly end: number;
  /** Written as `{ name }`: a rename must write `{ name: other }`. */
  readonly shorthand: boolean;
}

/** Every use of the parameter in its function, its declaration first. Null if `wanted` already means something there. */
export function usesOf(
  parameter: ts.ParameterDeclaration,
  fn: ts.SignatureDeclaration,
  wanted: string,
  checker: ts.TypeChecker,
): readonly ParameterUse[] | null {
  if (!ts.isIdentifier(parameter.name)) return null;
  const symbol = checker.getSymbolAtLocation(parameter.name);
  const { text } = parameter.name;
  const uses: ParameterUse[] = [];
  let taken = false;
  let said = false;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      if (node.text === wanted && !isOnlyAName(node)) {
        if (isMeantByTheName(node, fn, checker)) said = true;
        else taken = true;
      }
      if (node.text === text) {
        const shorthand = ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node;
        const meant = shorthand ? checker.getShorthandAssignmentValueSymbol(node.parent) : checker.getSymbolAtLocation(node);
        if (meant === symbol) uses.push({ start: node.getStart(), end: node.end, shorthand });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(fn);
  // If the body uses both names, they mean different things.
  return taken || (said && uses.length > 1) ? null : uses;
}

/**
 * Whether the body already uses the new name for the parameter: it refers to the asset itself, declared outside, or to nothing yet. This
 * happens in the middle of a rename by hand.
 */
function isMeantByTheName(node: ts.Identifier, fn: ts.SignatureDeclaration, checker: ts.TypeChecker): boolean {
  const shorthand = ts.isShorthandPropertyAssignment(node.parent) ? checker.getShorthandAssignmentValueSymbol(node.parent) : undefined;
  const symbol = shorthand ?? checker.getSymbolAtLocation(node);
  const inside = symbol?.declarations?.some(
    (each) => each.getSourceFile() === fn.getSourceFile() && fn.pos <= each.pos && each.end <= fn.end,
  );
  return symbol === undefined || (!inside && isAsset(checker.getTypeOfSymbolAtLocation(symbol, node)));
}

/** Whether the node is a name of a member, a key or a label, so that it neither declares nor reads a variable. */
function isOnlyAName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  if (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodSignature(parent)) return parent.name === node;
  if (ts.isMethodDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isAccessor(parent)) return parent.name === node;
  return ts.isTypeReferenceNode(parent) || ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent);
}
