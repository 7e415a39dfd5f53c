// Reads one file's facts from its text with TypeScript's parser: no types, no other files. Never throws.

import type { BindingFact, ExportFact, Expr, FileFacts, ImportFact, Member, Span } from "../facts.js";
import { linkParents } from "./parents.js";
import { readChanges } from "./read-changes.js";
import { readExpression } from "./read-expression.js";
import { bindNames, readFunction } from "./read-function.js";
import { scopeOf } from "./read-scope.js";
import { readSites, withoutLocals } from "./read-sites.js";
import { shapeOf, shapeOfData } from "./shape.js";
import { ts } from "./typescript.js";

/** The facts of a file. For a file with syntax errors, these are the facts that the parser recovered. */
export function readFile(path: string, text: string): FileFacts {
  if (path.endsWith(".json")) return readJson(path, text);
  if (/\.(?:sql|txt|md)$/.test(path)) return dataModule(path, text, { kind: "literal", value: text, span: { start: 0, end: text.length } });
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, false);
  const reading: Reading = {
    imports: new Map(),
    exports: [],
    starExports: [],
    bindings: new Map(),
    defaultExport: null,
    isValue: false,
    afterImports: 0,
  };
  for (const statement of source.statements) readStatement(statement, source, reading);
  const syntaxErrors = syntaxErrorsOf(source);
  return {
    path,
    ...reading,
    specifiers: [...new Set(specifiersOf(source))],
    needs: neededBy(source),
    dynamic: dynamicImports(source),
    changes: readChanges(source, readExpression),
    sites: readSites(source),
    shape: shapeOf(source, syntaxErrors.length === 0),
    syntaxErrors,
    length: text.length,
  };
}

/** A JSON file is a module whose default export is its value. */
function readJson(path: string, text: string): FileFacts {
  const source = ts.parseJsonText(path, text);
  const value = source.statements[0]?.expression;
  return { ...dataModule(path, text, value ? readExpression(value, source) : null), syntaxErrors: syntaxErrorsOf(source) };
}

/** A module that consists of one value. */
function dataModule(path: string, text: string, value: Expr | null): FileFacts {
  return {
    path,
    imports: new Map(),
    exports: [],
    starExports: [],
    bindings: new Map(),
    defaultExport: value,
    isValue: path.endsWith(".json"),
    afterImports: 0,
    specifiers: [],
    needs: [],
    dynamic: [],
    changes: [],
    sites: [],
    shape: shapeOfData(text),
    syntaxErrors: [],
    length: text.length,
  };
}

interface Reading {
  imports: Map<string, ImportFact>;
  exports: ExportFact[];
  starExports: string[];
  bindings: Map<string, BindingFact>;
  defaultExport: Expr | null;
  isValue: boolean;
  afterImports: number;
}

function readStatement(statement: ts.Statement, source: ts.SourceFile, reading: Reading): void {
  if (ts.isImportDeclaration(statement)) {
    reading.afterImports = statement.end;
    return readImport(statement, source, reading);
  }
  if (ts.isImportEqualsDeclaration(statement)) {
    reading.afterImports = statement.end;
    const specifier = requiredBy(statement);
    if (specifier !== null) reading.imports.set(statement.name.text, { specifier, imported: "*", span: spanOf(statement.name, source) });
    return;
  }
  if (ts.isExportDeclaration(statement)) return readExports(statement, source, reading);
  if (ts.isExportAssignment(statement)) {
    reading.defaultExport = readExpression(statement.expression, source);
    reading.isValue = statement.isExportEquals === true;
    return;
  }
  if (ts.isVariableStatement(statement)) return readVariables(statement, source, reading);
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return readDeclaration(statement, source, reading);
  if (ts.isEnumDeclaration(statement))
    declare(statement.name.text, statement.name, statement, enumValue(statement, source), source, reading);
  if (ts.isModuleDeclaration(statement) && ts.isIdentifier(statement.name))
    declare(statement.name.text, statement.name, statement, namespaceValue(statement, source), source, reading);
}

/** The module of `import name = require("module")`. Null for an alias of a namespace. */
function requiredBy(statement: ts.ImportEqualsDeclaration): string | null {
  const { moduleReference: reference } = statement;
  return ts.isExternalModuleReference(reference) && ts.isStringLiteral(reference.expression) ? reference.expression.text : null;
}

function readImport(statement: ts.ImportDeclaration, source: ts.SourceFile, reading: Reading): void {
  const clause = statement.importClause;
  if (!clause || !ts.isStringLiteral(statement.moduleSpecifier)) return;
  const specifier = statement.moduleSpecifier.text;
  const add = (local: ts.Identifier, imported: string) =>
    reading.imports.set(local.text, { specifier, imported, span: spanOf(local, source) });
  if (clause.name) add(clause.name, "default");
  const named = clause.namedBindings;
  if (!named) return;
  if (ts.isNamespaceImport(named)) add(named.name, "*");
  else for (const element of named.elements) add(element.name, (element.propertyName ?? element.name).text);
}

function readExports(statement: ts.ExportDeclaration, source: ts.SourceFile, reading: Reading): void {
  const specifier = statement.moduleSpecifier && ts.isStringLiteral(statement.moduleSpecifier) ? statement.moduleSpecifier.text : null;
  if (statement.isTypeOnly) return;
  const clause = statement.exportClause;
  if (!clause) {
    if (specifier !== null) reading.starExports.push(specifier);
  } else if (ts.isNamespaceExport(clause)) {
    if (specifier !== null) reading.exports.push({ exported: clause.name.text, local: "*", specifier, span: spanOf(clause.name, source) });
  } else {
    for (const element of clause.elements) {
      const local = (element.propertyName ?? element.name).text;
      reading.exports.push({ exported: element.name.text, local, specifier, span: spanOf(element.name, source) });
    }
  }
}

function readVariables(statement: ts.VariableStatement, source: ts.SourceFile, reading: Reading): void {
  for (const { name, initializer } of statement.declarationList.declarations) {
    const value: Expr = initializer ? readExpression(initializer, source) : { kind: "unknown", span: spanOf(name, source) };
    bindNames(name, value, source, readExpression, (bound, part) => declare(bound.text, bound, statement, part, source, reading));
  }
}

function readDeclaration(statement: ts.FunctionDeclaration | ts.ClassDeclaration, source: ts.SourceFile, reading: Reading): void {
  const span = spanOf(statement, source);
  const value: Expr = ts.isFunctionDeclaration(statement)
    ? { kind: "function", fn: readFunction(statement, source, readExpression), span }
    : classValue(statement, source);
  if (hasModifier(statement, ts.SyntaxKind.DefaultKeyword)) reading.defaultExport = value;
  if (!statement.name) return;
  declare(statement.name.text, statement.name, statement, value, source, reading);
}

function declare(name: string, node: ts.Node, statement: ts.Statement, value: Expr, source: ts.SourceFile, reading: Reading): void {
  const nameSpan = spanOf(node, source);
  const span = spanOf(statement, source);
  const before = reading.bindings.get(name);
  const merged = before ? mergedValue(before.value, value) : value;
  reading.bindings.set(name, {
    name,
    nameSpan: before?.nameSpan ?? nameSpan,
    span,
    description: descriptionOf(statement, source),
    value: merged,
  });
  const exported = hasModifier(statement, ts.SyntaxKind.ExportKeyword) && !hasModifier(statement, ts.SyntaxKind.DefaultKeyword);
  if (exported) reading.exports.push({ exported: name, local: name, specifier: null, span: nameSpan });
}

/** Enums and namespaces with one name are merged. Of a function with several signatures, the last one counts. */
function mergedValue(before: Expr, value: Expr): Expr {
  if (before.kind === "object" && value.kind === "object") return { ...value, members: [...before.members, ...value.members] };
  return before.kind === "function" && value.kind === "function" ? value : { kind: "unknown", span: value.span };
}

function enumValue(statement: ts.EnumDeclaration, source: ts.SourceFile): Expr {
  const span = spanOf(statement, source);
  let next: number | null = 0;
  let isWorkedOut = false;
  const members = statement.members.flatMap((member): Member[] => {
    const value: Expr = member.initializer
      ? readExpression(member.initializer, source)
      : next === null
        ? { kind: "unknown", span }
        : { kind: "literal", value: next, span };
    isWorkedOut ||= value.kind !== "literal";
    next = value.kind === "literal" && typeof value.value === "number" ? value.value + 1 : null;
    if (!ts.isIdentifier(member.name) && !ts.isStringLiteral(member.name)) return [];
    const { text } = member.name;
    const nameSpan = spanOf(member.name, source);
    const own: Member = { kind: "property", name: text, nameSpan, value };
    if (value.kind !== "literal" || typeof value.value !== "number") return [own];
    // A number maps back to its name.
    return [own, { kind: "property", name: `${value.value}`, nameSpan, value: { kind: "literal", value: text, span: nameSpan } }];
  });
  // A computed value may be a number, which maps back, too.
  const others: readonly Member[] = isWorkedOut ? [{ kind: "spread", value: { kind: "unknown", span }, span }] : [];
  return { kind: "object", members: [...others, ...members], span };
}

/** The exports of a namespace. Its own names hide those of the file, so values that use them are unknown. */
function namespaceValue(statement: ts.ModuleDeclaration, source: ts.SourceFile): Expr {
  const span = spanOf(statement, source);
  const { body } = statement;
  if (!body || !ts.isModuleBlock(body)) return { kind: "unknown", span };
  const own = scopeOf(body);
  const members = body.statements.flatMap((inner) => {
    if (!ts.isVariableStatement(inner) || !hasModifier(inner, ts.SyntaxKind.ExportKeyword)) return [];
    return inner.declarationList.declarations.flatMap(({ name, initializer }) => {
      if (!ts.isIdentifier(name) || !initializer) return [];
      const value = withoutLocals(readExpression(initializer, source), own);
      return [{ kind: "property" as const, name: name.text, nameSpan: spanOf(name, source), value }];
    });
  });
  return { kind: "object", members, span };
}

function classValue(statement: ts.ClassDeclaration, source: ts.SourceFile): Expr {
  const base = statement.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  const members = statement.members.flatMap((member) => (member.name && ts.isIdentifier(member.name) ? [member.name.text] : []));
  return {
    kind: "class",
    name: statement.name?.text ?? null,
    members,
    statics: staticsOf(statement, source),
    base: base ? readExpression(base.expression, source) : null,
    span: spanOf(statement, source),
  };
}

function staticsOf(statement: ts.ClassDeclaration, source: ts.SourceFile): Map<string, Expr> {
  const statics = new Map<string, Expr>();
  for (const member of statement.members) {
    if (!ts.isPropertyDeclaration(member) || !hasModifier(member, ts.SyntaxKind.StaticKeyword) || !member.initializer) continue;
    if (ts.isIdentifier(member.name)) statics.set(member.name.text, readExpression(member.initializer, source));
  }
  return statics;
}

function descriptionOf(statement: ts.Statement, source: ts.SourceFile): string {
  // The parser stores the comments on the statement. The public function needs parents.
  const doc = (statement as { jsDoc?: readonly ts.JSDoc[] }).jsDoc?.at(-1);
  if (doc === undefined) return "";
  // A link in a comment is read from the text of its file.
  Object.assign(statement, { parent: source });
  linkParents(doc);
  return (ts.getTextOfJSDocComment(doc.comment) ?? "").trim();
}

function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some((modifier) => modifier.kind === kind)) || false;
}

function specifiersOf(source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) => {
    if (ts.isImportEqualsDeclaration(statement)) return requiredBy(statement) ?? [];
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const specifier = statement.moduleSpecifier;
    return specifier && ts.isStringLiteral(specifier) ? [specifier.text] : [];
  });
}

function neededBy(source: ts.SourceFile): FileFacts["needs"] {
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const { moduleSpecifier: specifier } = statement;
    const typeOnly = ts.isImportDeclaration(statement) ? isTypeOnly(statement.importClause) : statement.isTypeOnly;
    if (!specifier || !ts.isStringLiteral(specifier) || typeOnly) return [];
    const type = attributeOf(statement, "type");
    return [{ specifier: specifier.text, span: spanOf(specifier, source), ...(type === null ? {} : { type }) }];
  });
}

/** The value of an import attribute: `with { type: "text" }`. */
function attributeOf({ attributes }: ts.ImportDeclaration | ts.ExportDeclaration, name: string): string | null {
  const found = attributes?.elements.find((each) => each.name.text === name)?.value;
  return found && ts.isStringLiteral(found) ? found.text : null;
}

function dynamicImports(source: ts.SourceFile): string[] {
  if (!/\b(?:import|require)\s*\(|@import\b/.test(source.text)) return [];
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    const named = ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) ? node.argument.literal : loadedBy(node);
    if (named && ts.isStringLiteralLike(named)) found.add(named.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  // Comments in JavaScript may import types.
  if (/\.[cm]?jsx?$/.test(source.fileName)) for (const [, name = ""] of source.text.matchAll(IMPORT_IN_COMMENT)) found.add(name);
  return [...found];
}

const IMPORT_IN_COMMENT = /(?:\bimport\(\s*|@import\b[^"'\n]*?\bfrom\s+)["']([^"'\n]+)["']/g;

/** The argument of `import(…)` or `require(…)`. */
function loadedBy(node: ts.Node): ts.Expression | undefined {
  if (!ts.isCallExpression(node)) return undefined;
  const { expression: callee, arguments: args } = node;
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === "require") ? args[0] : undefined;
}

/** Whether it is `import type …`, or has only `type` names in the braces, so that nothing of it is executed. */
function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  const names = clause.namedBindings && ts.isNamedImports(clause.namedBindings) ? clause.namedBindings.elements : null;
  return clause.isTypeOnly || (!clause.name && names !== null && names.length > 0 && names.every((each) => each.isTypeOnly));
}

function syntaxErrorsOf(source: ts.SourceFile): FileFacts["syntaxErrors"] {
  // The parser stores its errors on the file. The public function needs a whole program.
  const { parseDiagnostics = [] } = source as { parseDiagnostics?: readonly ts.DiagnosticWithLocation[] };
  return parseDiagnostics.map((diagnostic) => ({
    message: ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"),
    span: { start: diagnostic.start, end: diagnostic.start + diagnostic.length },
  }));
}

export function spanOf(node: ts.Node, source: ts.SourceFile): Span {
  return { start: node.getStart(source), end: node.end };
}
