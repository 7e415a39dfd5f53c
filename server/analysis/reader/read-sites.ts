// Finds every call of an imported `asset` in a file, at any level.

import type { Argument, Expr, SiteFact } from "../facts.js";
import { holdsNoCode } from "./no-code.js";
import { readArguments, readExpression } from "./read-expression.js";
import { scopeOf } from "./read-scope.js";
import { ts } from "./typescript.js";

/** The sites of a file. In the arguments of a call, names that are local to a function around it are unknown. */
export function readSites(source: ts.SourceFile): SiteFact[] {
  // The file must contain the word to import `asset` under any name.
  if (!source.text.includes("asset")) return [];
  const callees = assetNames(source);
  if (callees.size === 0) return [];
  const sites: SiteFact[] = [];
  const visit = (node: ts.Node, locals: ReadonlySet<string>): void => {
    if (holdsNoCode(node)) return;
    const declared = ts.isSourceFile(node) ? locals : scopeOf(node);
    const inner = declared.size === 0 ? locals : new Set([...locals, ...declared]);
    if (ts.isCallExpression(node) && isAssetCall(node.expression, callees, inner)) sites.push(site(node, inner, source));
    ts.forEachChild(node, (child) => visit(child, inner));
  };
  visit(source, new Set());
  return sites;
}

/** Local name → true if it is `asset` itself, false if it may be a namespace that contains it. */
function assetNames(source: ts.SourceFile): ReadonlyMap<string, boolean> {
  const names = new Map<string, boolean>();
  for (const statement of source.statements) {
    if (ts.isImportEqualsDeclaration(statement)) names.set(statement.name.text, false);
    const clause = ts.isImportDeclaration(statement) ? statement.importClause : undefined;
    if (clause?.name) names.set(clause.name.text, false);
    const named = clause?.namedBindings;
    if (named && ts.isNamespaceImport(named)) names.set(named.name.text, false);
    for (const element of named && ts.isNamedImports(named) ? named.elements : [])
      names.set(element.name.text, (element.propertyName ?? element.name).text === "asset");
  }
  return names;
}

function isAssetCall(callee: ts.Expression, names: ReadonlyMap<string, boolean>, locals: ReadonlySet<string>): boolean {
  if (ts.isIdentifier(callee)) return names.get(callee.text) === true && !locals.has(callee.text);
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== "asset") return false;
  const object = callee.expression;
  return ts.isIdentifier(object) && names.has(object.text) && !locals.has(object.text);
}

function site(call: ts.CallExpression, locals: ReadonlySet<string>, source: ts.SourceFile): SiteFact {
  const last = call.arguments.at(-1);
  const args = readArguments(call.arguments, source);
  return {
    callee: readExpression(call.expression, source),
    args: locals.size === 0 ? args : args.map((argument) => ({ ...argument, value: withoutLocals(argument.value, locals) })),
    span: { start: call.getStart(source), end: call.end },
    end: last?.end ?? call.arguments.pos,
  };
}

/** The expression with every local name unknown. The bodies of functions in it are left as they are. */
export function withoutLocals(expr: Expr, locals: ReadonlySet<string>): Expr {
  const inner = (each: Expr) => withoutLocals(each, locals);
  const all = (args: readonly Argument[]) => args.map((each) => ({ ...each, value: inner(each.value) }));
  switch (expr.kind) {
    case "name":
      return locals.has(expr.name) ? { kind: "unknown", span: expr.span } : expr;
    case "member":
      return { ...expr, object: inner(expr.object) };
    case "element":
      return { ...expr, object: inner(expr.object), index: inner(expr.index) };
    case "object":
      return {
        ...expr,
        members: expr.members.map((member) =>
          member.kind === "computed"
            ? { ...member, name: inner(member.name), value: inner(member.value) }
            : { ...member, value: inner(member.value) },
        ),
      };
    case "array":
      return { ...expr, elements: all(expr.elements) };
    case "call":
    case "new":
      return { ...expr, callee: inner(expr.callee), args: all(expr.args) };
    case "choice":
      return { ...expr, options: expr.options.map(inner) };
    case "either":
    case "sum":
      return { ...expr, left: inner(expr.left), right: inner(expr.right) };
    case "template":
      return { ...expr, parts: expr.parts.map(inner) };
    default:
      return expr;
  }
}
