// The calls of `l10n.t` in the sources, found by TypeScript instead of the extractor, which misses some.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { repository } from "../../support/repository.js";

export interface WordsCall {
  readonly where: string;
  /** The key as in a bundle; null if it is computed. */
  readonly key: string | null;
  /** True if the call runs while its module loads. */
  readonly early: boolean;
}

/** Paths relative to the repository. */
export function sourcesOfWords(): string[] {
  return ["client", "server", "webview", "runtime"].flatMap((room) =>
    (readdirSync(path.join(repository, room), { recursive: true }) as string[])
      .filter((file) => file.endsWith(".ts") && !/(^|[\\/])(dist|node_modules)[\\/]/.test(file))
      .map((file) => path.posix.join(room, file.replaceAll("\\", "/"))),
  );
}

export function parsed(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(path.join(repository, file), "utf8"), ts.ScriptTarget.Latest, true);
}

export function callsIn(file: string): WordsCall[] {
  const source = parsed(file);
  const found: WordsCall[] = [];
  const visit = (node: ts.Node): void => {
    if (isWords(node)) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      found.push({ where: `${file}:${line}`, key: keyOf(node), early: !isWithin(node, ts.isFunctionLike) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

export function isWithin(node: ts.Node, what: (parent: ts.Node) => boolean): boolean {
  for (let parent = node.parent; parent; parent = parent.parent) if (what(parent)) return true;
  return false;
}

export function isWords(node: ts.Node): node is ts.CallExpression | ts.TaggedTemplateExpression {
  return (ts.isTaggedTemplateExpression(node) && isT(node.tag)) || (ts.isCallExpression(node) && isT(node.expression));
}

function isT(node: ts.Expression): boolean {
  return node.getText() === "l10n.t";
}

function keyOf(node: ts.CallExpression | ts.TaggedTemplateExpression): string | null {
  if (ts.isTaggedTemplateExpression(node)) {
    const { template } = node;
    if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
    return template.head.text + template.templateSpans.map(({ literal }, at) => `{${at}}${literal.text}`).join("");
  }
  const [first] = node.arguments;
  if (first === undefined) return null;
  if (!ts.isObjectLiteralExpression(first)) return textOf(first);
  const [message, comment] = [memberOf(first, "message"), memberOf(first, "comment")];
  return message === null || comment === null ? null : `${message}/${comment}`;
}

function memberOf(object: ts.ObjectLiteralExpression, name: string): string | null {
  const member = object.properties.find((each) => each.name?.getText() === name);
  return member && ts.isPropertyAssignment(member) ? textOf(member.initializer) : null;
}

function textOf(node: ts.Expression): string | null {
  return ts.isStringLiteralLike(node) ? node.text : null;
}
