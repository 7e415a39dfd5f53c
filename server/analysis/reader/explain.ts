// Lets TypeScript itself explain why a stored value does not fit a parameter: it is asked to check the assignment.
import { ts } from "ts-morph";
import type { Edge, ResolvedAsset } from "../model.js";
import type { ProgramReader } from "./program.js";

const PRELUDE = [
  'import type { StoredValue } from "millrace";',
  "type Loaded<T> = Exclude<T extends readonly (infer E)[] ? (number extends T['length'] ? E[] : T) : T, undefined>;",
  // For a reason other than readonly, which a copy is not.
  "type Copy<T> = T extends ((...of: never) => unknown) | Date | RegExp | Error | ArrayBufferView | ArrayBuffer ? T" +
    " : T extends ReadonlyMap<infer K, infer V> ? Map<Copy<K>, Copy<V>> : T extends ReadonlySet<infer E> ? Set<Copy<E>>" +
    " : T extends readonly unknown[] ? { -readonly [I in keyof T]: Copy<T[I]> } : T extends object ? { [K in keyof T]: Copy<T[K]> } : T;",
];

/** The explanations TypeScript gives, by edge; an edge between assets that are not exported has none. */
export function createExplainer(reader: ProgramReader): (edges: readonly Edge[]) => ReadonlyMap<Edge, string> {
  return (edges) => {
    const lines: string[] = [...PRELUDE];
    const edgeOfLine = new Map<number, Edge>();
    for (const edge of edges) {
      for (const how of ["Loaded", "Loaded<Copy"] as const) {
        const statement = assignment(edge, lines.length, how);
        if (statement === null) continue;
        edgeOfLine.set(lines.length, edge);
        lines.push(statement);
      }
    }
    const explained = new Map<Edge, string>();
    if (edgeOfLine.size === 0) return explained;
    for (const diagnostic of reader.diagnose(lines.join("\n"))) {
      if (diagnostic.start === undefined || !diagnostic.file || diagnostic.code !== NOT_ASSIGNABLE) continue;
      const edge = edgeOfLine.get(diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start).line);
      const before = edge && explained.get(edge);
      if (edge && (before === undefined || IS_READONLY.test(before)))
        explained.set(edge, ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
    }
    return explained;
  };
}

const NOT_ASSIGNABLE = 2322;
const IS_READONLY = /is 'readonly' and cannot be assigned|from type 'Readonly(?:Map|Set)</;

/** One line: `declare const stored1: …; const taken1: … = stored1;` */
function assignment({ upstream, consumer, input }: Edge, id: number, how: "Loaded" | "Loaded<Copy"): string | null {
  const from = exportedType(upstream);
  const to = exportedType(consumer);
  if (from === null || to === null) return null;
  return `declare const stored${id}: ${how}<StoredValue<${from}>>${how === "Loaded" ? "" : ">"}; const taken${id}: Parameters<${to}>[${input.position}] = stored${id};`;
}

function exportedType(asset: ResolvedAsset): string | null {
  if (!asset.declaration) return null;
  const name = asset.exportedAs;
  if (name === null) return null;
  const path = asset.declaration.file.replace(/\.([cm]?)tsx?$/, ".$1js");
  return `(typeof import(${JSON.stringify(path)}))[${JSON.stringify(name)}]`;
}
