// Finds records whose property names are asset keys: arguments of `materialize`, `materializeToMemory` and `new Definitions({ … })`.

import type { Span } from "../facts.js";
import { importsOf } from "./editable-code.js";
import { ts } from "./typescript.js";
import { isWrapped } from "./wrapped.js";

/** A property of such a record. */
export interface AssetEntry {
  readonly name: string;
  /** The span of the name, including quotes. */
  readonly span: Span;
  /** The variable that is its value. Null for anything else. */
  readonly value: string | null;
  readonly shorthand: boolean;
}

export interface AssetRecords {
  /** The entries of each record. */
  readonly records: readonly (readonly AssetEntry[])[];
  /** Modules that are passed as a whole: `import * as assets`. */
  readonly takesModule: boolean;
  /** Keys that are written as strings: in `outputForNode("orders")` and in `selection: ["orders"]`. */
  readonly keys: readonly { readonly key: string; readonly span: Span }[];
}

/** Null if the file calls none of these functions. */
export function assetRecords(path: string, text: string): AssetRecords | null {
  const imports = importsOf(path, text).filter(({ typeOnly }) => !typeOnly);
  const ofSdk = imports.filter(({ specifier }) => specifier === "millrace").flatMap(({ names }) => names);
  const taking = new Map(ofSdk.filter(({ imported }) => TAKING.has(imported)).map(({ imported, local }) => [local, imported]));
  if (taking.size === 0) return null;
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const walk: Walk = {
    source,
    taking,
    namespaces: new Set(imports.flatMap(({ namespace }) => namespace ?? [])),
    lists: listsOf(source),
    records: [],
    seen: new Set(),
    keys: [],
    takesModule: false,
  };
  visit(source, walk);
  return walk;
}

const TAKING: ReadonlySet<string> = new Set(["materialize", "materializeToMemory", "Definitions"]);

interface Walk {
  readonly source: ts.SourceFile;
  /** Local names of the functions that take assets. */
  readonly taking: ReadonlyMap<string, string>;
  readonly namespaces: ReadonlySet<string>;
  /** Objects that constants contain, by name. */
  readonly lists: ReadonlyMap<string, ts.Expression>;
  readonly records: AssetEntry[][];
  readonly seen: Set<ts.Node>;
  readonly keys: { key: string; span: Span }[];
  takesModule: boolean;
}

function listsOf(source: ts.SourceFile): Map<string, ts.Expression> {
  const found = new Map<string, ts.Expression>();
  const find = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) found.set(node.name.text, node.initializer);
    ts.forEachChild(node, find);
  };
  find(source);
  return found;
}

function visit(node: ts.Node, walk: Walk): void {
  if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && ts.isIdentifier(node.expression)) {
    const callee = walk.taking.get(node.expression.text);
    const [first, options] = node.arguments ?? [];
    if (callee === "Definitions") take(member(first, "assets"), walk);
    else if (callee !== undefined) {
      take(first, walk);
      const selection = member(options, "selection");
      if (selection && ts.isArrayLiteralExpression(selection)) selection.elements.forEach((each) => void addKey(each, walk));
    }
  } else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === "outputForNode")
    addKey(node.arguments[0], walk);
  ts.forEachChild(node, (child) => visit(child, walk));
}

function addKey(node: ts.Expression | undefined, { keys, source }: Walk): void {
  if (node && ts.isStringLiteralLike(node)) keys.push({ key: node.text, span: { start: node.getStart(source), end: node.end } });
}

function member(node: ts.Expression | undefined, name: string): ts.Expression | undefined {
  if (!node || !ts.isObjectLiteralExpression(node)) return undefined;
  for (const each of node.properties) {
    if (ts.isPropertyAssignment(each) && ts.isIdentifier(each.name) && each.name.text === name) return each.initializer;
    if (ts.isShorthandPropertyAssignment(each) && each.name.text === name) return each.name;
  }
  return undefined;
}

/** Collects records, modules, lists of these, and constants that contain them. */
function take(given: ts.Expression | undefined, walk: Walk): void {
  if (!given || walk.seen.has(given)) return;
  walk.seen.add(given);
  if (isWrapped(given)) return take(given.expression, walk);
  if (ts.isIdentifier(given)) {
    if (walk.namespaces.has(given.text)) walk.takesModule = true;
    return take(walk.lists.get(given.text), walk);
  }
  if (ts.isArrayLiteralExpression(given))
    return given.elements.forEach((each) => void take(ts.isSpreadElement(each) ? each.expression : each, walk));
  if (!ts.isObjectLiteralExpression(given)) return;
  walk.records.push(
    given.properties.flatMap((each): AssetEntry[] => {
      if (ts.isSpreadAssignment(each)) take(each.expression, walk);
      return entryOf(each, walk.source);
    }),
  );
}

function entryOf(node: ts.ObjectLiteralElementLike, source: ts.SourceFile): AssetEntry[] {
  if (ts.isShorthandPropertyAssignment(node)) return [entry(node.name, node.name.text, true, source)];
  if (!ts.isPropertyAssignment(node) || !(ts.isIdentifier(node.name) || ts.isStringLiteralLike(node.name))) return [];
  return [entry(node.name, ts.isIdentifier(node.initializer) ? node.initializer.text : null, false, source)];
}

function entry(name: ts.Identifier | ts.StringLiteralLike, value: string | null, shorthand: boolean, source: ts.SourceFile): AssetEntry {
  return { name: name.text, span: { start: name.getStart(source), end: name.end }, value, shorthand };
}
