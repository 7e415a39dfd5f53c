// The names that a node declares for the code inside of it.
import { ts } from "./typescript.js";

/**
 * For a function: its own name, its parameters and everything its body declares. For a block, a loop or a module: its direct
 * declarations. For a declaration or a parameter: the names it binds. For an import: its local names. Empty for all other nodes.
 */
export function scopeOf(node: ts.Node): ReadonlySet<string> {
  if (!DECLARING.has(node.kind) && !ts.isFunctionLike(node)) return NOTHING;
  const names = new Set<string>();
  if (ts.isFunctionLike(node)) {
    if (node.name && ts.isFunctionExpression(node)) add(node.name, names);
    for (const parameter of node.parameters) add(parameter.name, names);
  } else if (ts.isBlock(node) || ts.isModuleBlock(node) || ts.isSourceFile(node)) declaredIn(node.statements, names);
  else if (ts.isCaseBlock(node)) for (const clause of node.clauses) declaredIn(clause.statements, names);
  else if (ts.isForStatement(node) || ts.isForOfStatement(node) || ts.isForInStatement(node)) {
    if (node.initializer && ts.isVariableDeclarationList(node.initializer)) addAll(node.initializer, names);
  } else if (ts.isCatchClause(node)) {
    if (node.variableDeclaration) add(node.variableDeclaration.name, names);
  } else if (ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)) add(node.name, names);
  else if (ts.isImportDeclaration(node)) imported(node, names);
  return names;
}

const NOTHING: ReadonlySet<string> = new Set();

/** The declaring kinds besides functions. Most nodes of a file are not of these kinds. */
const { SyntaxKind } = ts;
const DECLARING: ReadonlySet<ts.SyntaxKind> = new Set([
  SyntaxKind.Block,
  SyntaxKind.ModuleBlock,
  SyntaxKind.SourceFile,
  SyntaxKind.CaseBlock,
  SyntaxKind.ForStatement,
  SyntaxKind.ForOfStatement,
  SyntaxKind.ForInStatement,
  SyntaxKind.CatchClause,
  SyntaxKind.VariableDeclaration,
  SyntaxKind.Parameter,
  SyntaxKind.BindingElement,
  SyntaxKind.ImportDeclaration,
]);

function declaredIn(statements: readonly ts.Statement[], names: Set<string>): void {
  for (const statement of statements) {
    if (ts.isVariableStatement(statement)) addAll(statement.declarationList, names);
    else if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement)) && statement.name)
      names.add(statement.name.text);
  }
}

function addAll(list: ts.VariableDeclarationList, names: Set<string>): void {
  for (const declaration of list.declarations) add(declaration.name, names);
}

function add(name: ts.BindingName | ts.PropertyName, names: Set<string>): void {
  if (ts.isIdentifier(name)) names.add(name.text);
  else if (ts.isObjectBindingPattern(name) || ts.isArrayBindingPattern(name))
    for (const element of name.elements) if (ts.isBindingElement(element)) add(element.name, names);
}

function imported({ importClause }: ts.ImportDeclaration, names: Set<string>): void {
  if (!importClause) return;
  if (importClause.name) names.add(importClause.name.text);
  const { namedBindings } = importClause;
  if (!namedBindings) return;
  if (ts.isNamespaceImport(namedBindings)) names.add(namedBindings.name.text);
  else for (const element of namedBindings.elements) names.add(element.name.text);
}
