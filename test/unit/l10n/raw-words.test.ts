// No untranslated English where the code alone reveals it, which covers about half of the places. The pseudo-language covers the rest.
import ts from "typescript";
import { expect, test } from "vitest";
import { isWithin, isWords, parsed, sourcesOfWords } from "./calls.js";

/** Properties whose text is shown to users. */
const shownMembers =
  /^(title|label|detail|description|placeHolder|prompt|tooltip|hint|saveLabel|spoken|message|remedy|reason|markdown|aria-label|placeholder|mistake|name)$/;
/** Functions and assignments whose text is shown to users. */
const shownBy =
  /(^|\.)(show(Information|Warning|Error)Message|setStatusBarMessage|fix|problem|refuse|refused|told|tell|bad|h|appendMarkdown)$/;
const shownAs = /\.(textContent|title|placeholder|tooltip|text|detail)$/;

/** Words of the API or of the machine, names, and code that is written for the user. */
const notWords = [
  /^(Millrace|millrace)( run)?$/,
  /^[\w-]+$/,
  // TypeScript's own message, which is always English.
  /^Type '.* is not assignable to type/,
];

test.each(["client/", "webview/", "server/lsp/", "server/analysis/"])("no raw English is shown by %s", (room) => {
  const raw = sourcesOfWords()
    .filter((file) => file.startsWith(room))
    .flatMap(rawWords);
  expect(raw).toEqual([]);
});

function rawWords(file: string): string[] {
  const source = parsed(file);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      const words = plain(node);
      const isText = /[A-Za-z]{2,} [a-z]|^[A-Z][a-z]+( |$)/.test(words) && !notWords.some((each) => each.test(words));
      if (isText && isShown(node)) {
        const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
        found.push(`${file}:${line} ${node.getText()}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The text without its substitutions. */
function plain(node: ts.StringLiteralLike | ts.TemplateExpression): string {
  return ts.isTemplateExpression(node) ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(" ") : node.text;
}

function isShown(node: ts.Node): boolean {
  if (isWithin(node, isWords)) return false;
  let child: ts.Node = node;
  for (let parent = node.parent; parent; child = parent, parent = parent.parent) {
    if (ts.isBinaryExpression(parent) && /^[!=]==?$/.test(parent.operatorToken.getText())) return false;
    if (ts.isPropertyAssignment(parent)) return shownMembers.test(parent.name.getText().replaceAll('"', ""));
    if (ts.isBinaryExpression(parent) && parent.operatorToken.getText() === "=") return shownAs.test(parent.left.getText());
    if (ts.isCallExpression(parent)) return child !== parent.expression && shownBy.test(parent.expression.getText());
    if (ts.isReturnStatement(parent) || ts.isVariableDeclaration(parent)) return isSentence(node);
    if (ts.isStatement(parent) || ts.isFunctionLike(parent)) return false;
  }
  return false;
}

/** Returned or named values can be anything, but a sentence is meant for people. */
function isSentence(node: ts.Node): boolean {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) ? /^[A-Z"].*[a-z] .*[.?]$/.test(plain(node).trim()) : false;
}
