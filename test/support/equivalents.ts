// Other ways to write a string. A project that uses them is the same project when it runs and when it is read.
import { readdirSync } from "node:fs";
import ts from "typescript";
import { repository } from "./repository.js";

/**
 * Expressions of the same value, with `S` for the string. Those of the first list can be read. Those of the second are known only when
 * the code is executed.
 */
export const READABLE: readonly string[] = [
  "(S)",
  "(S as string)",
  "(S satisfies string)",
  'S + ""',
  "[S].join()",
  "[S].concat([])[0]",
  "[[S]].flat()[0]",
  "({ v: S }).v",
  "Object.freeze({ v: S }).v",
  "Object.values({ v: S })[0]",
  "Object.fromEntries([['v', S]]).v",
  "({ ...{ v: S } }).v",
  "((v: string) => v)(S)",
  "({ of: (v: string) => v, v: S }).v",
  "(true && S)",
  "(undefined ?? S)",
  "[S, ''].at(0)",
  "String(S)",
  "S.trim()",
];

export const UNREADABLE: readonly string[] = [
  "(process.env.MILLRACE_NOT_SET ?? S)",
  "((v: string) => { for (const each of [v]) return each; return v; })(S)",
  "JSON.parse(JSON.stringify(S))",
  "[...[S]].map((v) => v)[0]",
  "new Map([['v', S]]).get('v')!",
];

/** A string in an option of the SDK. */
export interface Place {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** The folders of all correct projects. */
export function correctProjects(): string[] {
  return ["test/workspaces", "examples"].flatMap((folder) =>
    readdirSync(`${repository}/${folder}`).map((name) => `${repository}/${folder}/${name}`),
  );
}

/** The strings in options of calls and classes of `millrace`. Module specifiers and the folder of `assetsFrom` are not included. */
export function stringsIn(file: string, text: string): Place[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const sdk = new Set<string>();
  const found: Place[] = [];
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !/"millrace"/.test(statement.moduleSpecifier.getText())) continue;
    const named = statement.importClause?.namedBindings;
    if (named && ts.isNamedImports(named)) for (const { name } of named.elements) if (name.text !== "assetsFrom") sdk.add(name.text);
  }
  const visit = (node: ts.Node, inside: boolean): void => {
    if (ts.isFunctionLike(node)) return;
    const isCall = (ts.isCallExpression(node) || ts.isNewExpression(node)) && sdk.has(/^\w+/.exec(node.expression.getText())?.[0] ?? "");
    const { parent } = node;
    const isValue =
      ts.isStringLiteral(node) && (ts.isArrayLiteralExpression(parent) || (ts.isPropertyAssignment(parent) && parent.initializer === node));
    if (inside && isValue) found.push({ file, start: node.getStart(), end: node.end });
    ts.forEachChild(node, (child) => visit(child, inside || isCall));
  };
  visit(source, false);
  return found;
}

/** The text with another expression at a place. */
export function saidAs(text: string, { start, end }: Place, expression: string): string {
  return text.slice(0, start) + expression.replace(/\bS\b/g, () => text.slice(start, end)) + text.slice(end);
}
