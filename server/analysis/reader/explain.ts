// Gets TypeScript's own explanation of why a stored value does not fit a parameter: it checks the assignment.

import type { Edge, ResolvedAsset } from "../model.js";
import type { ProgramReader } from "./program.js";
import { ts } from "./typescript.js";

const PRELUDE = [
  'import type { StoredValue } from "millrace";',
  "type Loaded<T> = Exclude<T extends readonly (infer E)[] ? (number extends T['length'] ? E[] : T) : T, undefined>;",
  // Removes readonly, which does not apply to a copy, so that the explanation names another reason.
  "type Copy<T> = T extends ((...of: never) => unknown) | Date | RegExp | Error | ArrayBufferView | ArrayBuffer ? T" +
    " : T extends ReadonlyMap<infer K, infer V> ? Map<Copy<K>, Copy<V>> : T extends ReadonlySet<infer E> ? Set<Copy<E>>" +
    " : T extends readonly unknown[] ? { -readonly [I in keyof T]: Copy<T[I]> } : T extends object ? { [K in keyof T]: Copy<T[K]> } : T;",
];

export interface Explainer {
  /**
   * Announces the edges that may have to be explained. TypeScript reads the statements about them with the project, so that explaining
   * one reads nothing again.
   */
  expect(edges: readonly Edge[]): void;
  /** TypeScript's explanations by edge. An edge between assets that are not exported has none. */
  explain(edges: readonly Edge[]): ReadonlyMap<Edge, string>;
}

/** Keeps one probe file in the program of `reader`, with a line for each edge that may have to be explained. */
export function createExplainer(reader: ProgramReader): Explainer {
  let expected: readonly string[] = [];
  let lines: readonly string[] = PRELUDE;

  function write(statements: readonly string[]): void {
    lines = [...PRELUDE, ...statements];
    reader.setProbe(lines.join("\n"));
  }

  /** TypeScript's message about one statement. Null if it finds no error. */
  function wordsOf(statement: string): string | null {
    const found = reader.diagnoseProbe(lines.indexOf(statement)).find(({ code }) => code === NOT_ASSIGNABLE);
    return found ? ts.flattenDiagnosticMessageText(found.messageText, "\n") : null;
  }

  return {
    expect(edges) {
      expected = edges.flatMap(statementsOf);
      if (expected.join("\n") !== lines.slice(PRELUDE.length).join("\n")) write(expected);
    },
    explain(edges) {
      const known = new Set(lines);
      const missing = edges.flatMap(statementsOf).filter((statement) => !known.has(statement));
      if (missing.length > 0) write([...expected, ...missing]);
      return new Map(
        edges.flatMap((edge) => {
          const [plain, copied] = statementsOf(edge);
          if (plain === undefined || copied === undefined) return [];
          const words = wordsOf(plain);
          const why = words === null || IS_READONLY.test(words) ? (wordsOf(copied) ?? words) : words;
          return why === null ? [] : [[edge, why] as const];
        }),
      );
    },
  };
}

/** The assignment as it is, and the assignment of a mutable copy. Empty if one of the assets is not exported. */
function statementsOf(edge: Edge): readonly string[] {
  const [from, to] = [exportedType(edge.upstream), exportedType(edge.consumer)];
  if (from === null || to === null) return [];
  const taken = `Parameters<${to}>[${edge.input.position}]`;
  return [`Loaded<StoredValue<${from}>>`, `Loaded<Copy<StoredValue<${from}>>>`].map(
    (stored) => `((stored: ${stored}): ${taken} => stored);`,
  );
}

const NOT_ASSIGNABLE = 2322;
const IS_READONLY = /is 'readonly' and cannot be assigned|from type 'Readonly(?:Map|Set)</;

function exportedType(asset: ResolvedAsset): string | null {
  if (!asset.declaration) return null;
  const name = asset.exportedAs;
  if (name === null) return null;
  const path = asset.declaration.file.replace(/\.([cm]?)tsx?$/, ".$1js");
  return `(typeof import(${JSON.stringify(path)}))[${JSON.stringify(name)}]`;
}
