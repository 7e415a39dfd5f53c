// Lets TypeScript itself explain why a stored value does not fit a parameter: it is asked to check the assignment.
import { ts } from "ts-morph";
import type { Edge, ResolvedAsset } from "../model.js";
import type { ProgramReader } from "./program.js";

const PRELUDE = [
  'import type { StoredValue } from "millrace";',
  "type Loaded<T> = Exclude<T extends readonly (infer E)[] ? (number extends T['length'] ? E[] : T) : T, undefined>;",
];

/** The explanations TypeScript gives, by edge; an edge between assets that are not exported has none. */
export function createExplainer(reader: ProgramReader): (edges: readonly Edge[]) => ReadonlyMap<Edge, string> {
  return (edges) => {
    const lines: string[] = [...PRELUDE];
    const edgeOfLine = new Map<number, Edge>();
    for (const edge of edges) {
      const statement = assignment(edge, lines.length);
      if (statement === null) continue;
      edgeOfLine.set(lines.length, edge);
      lines.push(statement);
    }
    const explained = new Map<Edge, string>();
    if (edgeOfLine.size === 0) return explained;
    for (const diagnostic of reader.diagnose(lines.join("\n"))) {
      if (diagnostic.start === undefined || !diagnostic.file || diagnostic.code !== NOT_ASSIGNABLE) continue;
      const edge = edgeOfLine.get(diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start).line);
      if (edge && !explained.has(edge)) explained.set(edge, ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
    }
    return explained;
  };
}

const NOT_ASSIGNABLE = 2322;

/** One line: `declare const stored1: …; const taken1: … = stored1;` */
function assignment({ upstream, consumer, input }: Edge, id: number): string | null {
  const from = exportedType(upstream);
  const to = exportedType(consumer);
  if (from === null || to === null) return null;
  return `declare const stored${id}: Loaded<StoredValue<${from}>>; const taken${id}: Parameters<${to}>[${input.position}] = stored${id};`;
}

function exportedType(asset: ResolvedAsset): string | null {
  if (!asset.declaration) return null;
  const name = asset.exportedAs;
  if (name === null) return null;
  const path = asset.declaration.file.replace(/\.([cm]?)tsx?$/, ".$1js");
  return `(typeof import(${JSON.stringify(path)}))[${JSON.stringify(name)}]`;
}
