// Finds calls that load a stored value by its key, anywhere in a file: `loadAssetValue(definitions, "orders")`.

import type { Span } from "../facts.js";
import { importsOf } from "./editable-code.js";
import { ts } from "./typescript.js";

export interface LoadCall {
  /** The module from which the Definitions are imported as the default export. */
  readonly definitionsFrom: string;
  readonly key: string;
  /** The span of the string, including quotes. */
  readonly span: Span;
}

/** Calls with keys in constants, or with Definitions that are not imported, are left out: their values require executing code. */
export function loadCalls(path: string, text: string): LoadCall[] {
  const imports = importsOf(path, text).filter(({ typeOnly }) => !typeOnly);
  const ofSdk = imports.filter(({ specifier }) => specifier === "millrace");
  const loaders = new Set(ofSdk.flatMap(({ names }) => names.filter(({ imported }) => LOADERS.has(imported)).map(({ local }) => local)));
  const namespaces = new Set(ofSdk.flatMap(({ namespace }) => namespace ?? []));
  const isLoader = (callee: ts.Expression): boolean => {
    if (ts.isIdentifier(callee)) return loaders.has(callee.text);
    if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return false;
    return namespaces.has(callee.expression.text) && LOADERS.has(callee.name.text);
  };
  const from = new Map(
    imports.flatMap(({ specifier, names }) =>
      names.filter(({ imported }) => imported === "default").map(({ local }) => [local, specifier] as const),
    ),
  );
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const found: LoadCall[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isLoader(node.expression)) {
      const [definitions, keys] = node.arguments;
      const definitionsFrom = definitions && ts.isIdentifier(definitions) ? from.get(definitions.text) : undefined;
      for (const key of keys === undefined ? [] : ts.isArrayLiteralExpression(keys) ? keys.elements : [keys]) {
        if (definitionsFrom === undefined || !ts.isStringLiteralLike(key)) continue;
        found.push({ definitionsFrom, key: key.text, span: { start: key.getStart(source), end: key.end } });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const LOADERS: ReadonlySet<string> = new Set(["loadAssetValue", "loadAssetValues"]);
