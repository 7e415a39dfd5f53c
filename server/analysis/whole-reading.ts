// The facts of a file from its last text without syntax errors, moved to their places in a text that has some.
import type { FileFacts, Span } from "./facts.js";
import { type Move, mover } from "./moved-text.js";

export interface WholeReading {
  /** The facts of a text: its own if it has no syntax errors, else the last ones without errors, together with the errors of this text. */
  of(text: string, read: FileFacts): FileFacts;
}

/**
 * An unclosed quote hides half of the file: imports, resources, assets. While a user types, the previous facts are closer to what is
 * meant than what the parser recovers. A file that never was without errors is used as it is. `keeps` says whether the parser recovered
 * enough.
 */
export function createWholeReading(keeps: (read: FileFacts, last: FileFacts) => boolean = () => false): WholeReading {
  let last: { readonly text: string; readonly facts: FileFacts } | null = null;
  return {
    of(text, read) {
      if (read.syntaxErrors.length === 0) {
        last = { text, facts: read };
        return read;
      }
      if (last === null || keeps(read, last.facts)) return read;
      const move = mover(last.text, text);
      const { facts } = last;
      const afterImports = move({ start: facts.afterImports, end: facts.afterImports }).end;
      return { ...moved(facts, move), afterImports, length: read.length, syntaxErrors: read.syntaxErrors, outdated: true };
    },
  };
}

/** Whether a reading has everything that other files see: each import and export, and each name that was initialized by a call still is. */
export function keepsAll(read: FileFacts, last: FileFacts): boolean {
  const exported = new Set(read.exports.map((each) => each.exported));
  const isKept = (name: string) => read.bindings.get(name)?.value.kind === last.bindings.get(name)?.value.kind;
  return (
    last.exports.every((each) => exported.has(each.exported)) &&
    last.starExports.every((each) => read.starExports.includes(each)) &&
    [...last.imports.keys()].every((name) => read.imports.has(name)) &&
    [...last.bindings.keys()].every(isKept) &&
    (last.defaultExport === null || read.defaultExport?.kind === last.defaultExport.kind)
  );
}

function moved<T>(value: T, move: Move): T;
function moved(value: unknown, move: Move): unknown {
  if (Array.isArray(value)) return value.map((each) => moved(each, move));
  if (value instanceof Map) return new Map([...value].map(([key, each]) => [key, moved(each, move)]));
  if (typeof value !== "object" || value === null || value instanceof Set) return value;
  if (isSpan(value)) return move(value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, moved(each, move)]));
}

function isSpan(value: object): value is Span {
  return "start" in value && "end" in value && typeof value.start === "number" && typeof value.end === "number";
}
