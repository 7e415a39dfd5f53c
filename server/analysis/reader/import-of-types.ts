// Whether an import is only of types without saying so: compilers and bundlers drop it, looking at one file at a time.

import type { Span } from "../facts.js";
import { nodesAt } from "./nodes-at.js";
import { ts } from "./typescript.js";

/** `specifier` is the span of the module specifier. */
export function isImportOfTypes(path: string, text: string, specifier: Span): boolean {
  if (!/\.[cm]?tsx?$/.test(path)) return false;
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const statement = nodesAt(source, specifier)[0]?.parent;
  if (!statement || !ts.isImportDeclaration(statement) || !statement.importClause) return false;
  const { name, namedBindings: named } = statement.importClause;
  const bound = [name, ...(named && ts.isNamedImports(named) ? named.elements.map((each) => each.name) : [named?.name])];
  const values = valueNames(source);
  return bound.every((each) => each === undefined || !values.has(each.text));
}

function valueNames(source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    // The base of a class is a value, although it is written as a type.
    if (ts.isExpressionWithTypeArguments(node)) {
      if (!ts.isHeritageClause(node.parent) || node.parent.token === ts.SyntaxKind.ExtendsKeyword) visit(node.expression);
      return;
    }
    if (ts.isTypeNode(node)) return;
    if (ts.isIdentifier(node) && !isNameOfMember(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/** Whether the name is a member as in `.name` or `name:`, which is not a use of a variable. */
function isNameOfMember(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isPropertyAssignment(parent) || ts.isClassElement(parent)) return parent.name === node;
  return ts.isBindingElement(parent) && parent.propertyName === node;
}
