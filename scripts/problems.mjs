// Writes what is derived from server/analysis/problems/<code>.ts, where each code of a problem says what it is. Usage: node scripts/problems.mjs
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = path.dirname(import.meta.dirname);
const folder = "server/analysis/problems";
const registry = `${folder}/all.ts`;
const page = "docs/problems.md";
const setting = "setting.problems.";

/** The text that each derived file should have, by its path, and the titles that a language has no words for. */
export function freshProblems() {
  const kinds = kindsInOrder();
  const files = {
    "runtime/contract/problem-codes.ts": codes(kinds),
    [registry]: imports(kinds),
    [page]: table(kinds),
    "package.json": manifest(kinds),
    "package.nls.json": titles("package.nls.json", kinds, (title) => title),
  };
  const missing = [];
  for (const language of languages()) {
    const words = JSON.parse(text(`l10n/bundle.l10n.${language}.json`));
    const file = `package.nls.${language}.json`;
    files[file] = titles(file, kinds, (title) => words[title]);
    missing.push(...kinds.flatMap(({ title }) => (title in words ? [] : [`to translate in l10n/bundle.l10n.${language}.json: ${title}`])));
  }
  return { files, missing };
}

/** In the order of their sections on the page. */
function kindsInOrder() {
  const kinds = readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith(".ts") && `${folder}/${name}` !== registry)
    .map((name) => kindIn(`${folder}/${name}`));
  const sections = text(page).split(/^## /m);
  const at = ({ code }) => {
    const index = sections.findIndex((section) => section.startsWith(`${code}\n`));
    if (index < 0) throw new Error(`${page} has no section "## ${code}". Write it: its place there is that of the code everywhere.`);
    return index;
  };
  return kinds.sort((a, b) => at(a) - at(b));
}

/** What `defineProblem({ code, severity, title })` says in a file; each must be written as a literal. */
function kindIn(file) {
  const source = ts.createSourceFile(file, text(file), ts.ScriptTarget.Latest, true);
  const code = path.basename(file, ".ts");
  const declared = source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .find(({ initializer }) => initializer && ts.isCallExpression(initializer) && initializer.expression.getText() === "defineProblem");
  const [kind] = declared?.initializer.arguments ?? [];
  const literal = (name) => {
    const value = kind?.properties.find((each) => each.name?.getText() === name)?.initializer;
    const words = value && ts.isArrowFunction(value) && ts.isCallExpression(value.body) ? value.body.arguments[0] : value;
    if (words && ts.isStringLiteralLike(words)) return words.text;
    throw new Error(`${file} does not say its ${name}. Write defineProblem({ code, severity, title: () => l10n.t("…") }).`);
  };
  if (literal("code") !== code) throw new Error(`${file} defines "${literal("code")}". Name the file as the code.`);
  return { code, name: declared.name.getText(), severity: literal("severity"), title: literal("title") };
}

function codes(kinds) {
  return [
    "// Every code of a problem, with the severity it has unless settings say otherwise. Written by scripts/problems.mjs.",
    "export const DEFAULT_SEVERITY = {",
    ...kinds.map(({ code, severity }) => `  "${code}": "${severity}",`),
    "} as const;\n",
  ].join("\n");
}

function imports(kinds) {
  const byFile = [...kinds].sort((a, b) => (a.code < b.code ? -1 : 1));
  return [
    "// All kinds of problems, in the order of docs/problems.md. Written by scripts/problems.mjs.",
    ...byFile.filter(({ code }) => code < "finding").map(imported),
    'import type { ProblemKind } from "./finding/problem-kind.js";',
    ...byFile.filter(({ code }) => code > "finding").map(imported),
    "",
    "export const PROBLEM_KINDS: readonly ProblemKind[] = [",
    ...kinds.map(({ name }) => `  ${name},`),
    "];\n",
  ].join("\n");
}

function imported({ code, name }) {
  return `import { ${name} } from "./${code}.js";`;
}

/** In a table a title begins small and ends without its full stop. */
function table(kinds) {
  const rows = kinds.map(({ code, severity, title }) => {
    const means = title.replace(/^[A-Z](?=[a-z]*[ ,])/, (letter) => letter.toLowerCase()).replace(/\.$/, "");
    return `| [\`${code}\`](#${code}) | ${severity} | ${means} |`;
  });
  return text(page).replace(
    /(\| code \| severity \| means \|\n\|---\|---\|---\|\n)(?:\|.*\n)*/,
    (_all, head) => `${head}${rows.join("\n")}\n`,
  );
}

function manifest(kinds) {
  const json = JSON.parse(text("package.json"));
  json.contributes.configuration.properties["millrace.problems"].properties = Object.fromEntries(
    kinds.map(({ code, severity }) => [
      code,
      {
        type: "string",
        enum: ["off", "hint", "information", "warning", "error"],
        default: severity,
        markdownDescription: `%${setting}${code}%`,
      },
    ]),
  );
  return print(json);
}

/** The titles stand together, where the first of them stood. */
function titles(file, kinds, wordsOf) {
  const entries = Object.entries(JSON.parse(text(file)));
  const others = entries.filter(([key]) => !key.startsWith(setting));
  const first = entries.findIndex(([key]) => key.startsWith(setting));
  const ours = kinds.flatMap(({ code, title }) => (wordsOf(title) === undefined ? [] : [[`${setting}${code}`, wordsOf(title)]]));
  return print(Object.fromEntries([...others.slice(0, first), ...ours, ...others.slice(first)]));
}

function languages() {
  return readdirSync(path.join(root, "l10n")).flatMap((name) => /^bundle\.l10n\.(.+)\.json$/.exec(name)?.[1] ?? []);
}

function text(file) {
  return readFileSync(path.join(root, file), "utf8");
}

function print(json) {
  return `${JSON.stringify(json, null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { files, missing } = freshProblems();
  for (const [file, fresh] of Object.entries(files)) writeFileSync(path.join(root, file), fresh);
  for (const each of missing) console.log(each);
}
