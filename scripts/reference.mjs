// Generates the tables of docs/reference.md from the public declarations and their docstrings. Usage: node scripts/reference.mjs
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = path.dirname(import.meta.dirname);
const page = path.join(root, "docs/reference.md");
/** `<!-- from runtime/sdk/asset.ts: AssetOptions -->`, its table, `<!-- end -->`. */
const MARKED = /(<!-- from (\S+): (\w+) -->\n)[\s\S]*?(<!-- end -->)/g;

/** The correct page: the text around the markers is kept, and each table is printed again. */
export function freshReference() {
  return readFileSync(page, "utf8").replace(
    MARKED,
    (_all, start, file, name, end) => `${start}\n${tableOf(declarationIn(file, name))}\n\n${end}`,
  );
}

const parsed = new Map();

function sourceOf(file) {
  const known = parsed.get(file);
  if (known !== undefined) return known;
  const source = ts.createSourceFile(file, readFileSync(path.join(root, file), "utf8"), ts.ScriptTarget.Latest, true);
  parsed.set(file, source);
  return source;
}

/** The interface with that name, or the object literal of a constant with that name. */
function declarationIn(file, name) {
  for (const statement of sourceOf(file).statements) {
    if (ts.isInterfaceDeclaration(statement) && statement.name.text === name) return statement;
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name: declared, initializer } of statement.declarationList.declarations) {
      if (initializer === undefined || declared.getText() !== name) continue;
      const value = ts.isAsExpression(initializer) ? initializer.expression : initializer;
      if (ts.isObjectLiteralExpression(value)) return value;
    }
  }
  throw new Error(`${file} declares no interface and no object ${name}. Change the marker in docs/reference.md.`);
}

function tableOf(declaration) {
  const members = ts.isInterfaceDeclaration(declaration) ? declaration.members : declaration.properties;
  return ["| name | type | meaning |", "|---|---|---|", ...members.map(rowOf)].join("\n");
}

function rowOf(member) {
  const name = member.name.getText();
  const meaning = oneLine(docOf(member));
  if (meaning === "")
    throw new Error(`${member.getSourceFile().fileName}: ${name} has no docstring. Write one: docs/reference.md prints it.`);
  return `| \`${name}${member.questionToken === undefined ? "" : "?"}\` | \`${escaped(typeOf(member))}\` | ${escaped(meaning)} |`;
}

function docOf(member) {
  return ts
    .getJSDocCommentsAndTags(member)
    .filter(ts.isJSDoc)
    .map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? "")
    .join(" ");
}

/** The type as written, without `readonly`, which all members are. For a function, its parameters and result. */
function typeOf(member) {
  if (ts.isMethodSignature(member)) return `(${parametersOf(member)}) => ${plain(member.type)}`;
  if (ts.isPropertyAssignment(member)) return `(${parametersOf(member.initializer)}) => ${plain(member.initializer.type)}`;
  // For a conditional type, the case in which the type of the context is unknown.
  return plain(ts.isConditionalTypeNode(member.type) ? member.type.falseType : member.type);
}

function parametersOf({ parameters }) {
  return parameters.map((parameter) => plain(parameter)).join(", ");
}

function plain(node) {
  return oneLine(node.getText())
    .replace(/\breadonly /g, "")
    .replace(/Readonly<(Record<[^<>]*>)>/g, "$1")
    .replace(/^\| /, "");
}

function oneLine(text) {
  return text
    .replace(/\/\*\*[\s\S]*?\*\//g, "")
    .replace(/\s+/g, " ")
    .trim();
}

function escaped(text) {
  return text.replaceAll("|", "\\|");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(page, freshReference());
