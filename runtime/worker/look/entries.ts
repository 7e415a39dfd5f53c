// A value as a tree, a few entries at a time.
import { inspect } from "node:util";
import type { ValueEntry } from "../../contract/value.js";
import { kindName } from "./kind-name.js";

interface Inside {
  readonly size: number;
  at(index: number): readonly [name: string, value: unknown];
}

/** The maximum length of a text in an entry. */
const LINE = 300;

export function rootEntry(value: unknown): ValueEntry {
  return entryOf("", value);
}

/** The entries of the value at `path`. Each step of the path is the index of an entry. */
export function entriesAt(value: unknown, path: readonly number[], offset: number, limit: number): ValueEntry[] {
  let here = value;
  for (const step of path) {
    const inside = insideOf(here);
    if (inside === null || !(step >= 0 && step < inside.size))
      throw new Error("the value changed, and this entry does not exist anymore. Show the value again.");
    here = inside.at(step)[1];
  }
  const inside = insideOf(here);
  if (inside === null) return [];
  const [start, end] = [Math.max(0, offset), Math.min(inside.size, Math.max(0, offset) + Math.max(0, limit))];
  return Array.from({ length: Math.max(0, end - start) }, (_, at) => entryOf(...inside.at(start + at)));
}

function entryOf(name: string, value: unknown): ValueEntry {
  const text = lineOf(value);
  return {
    name,
    type: kindName(value),
    text: text.length > LINE ? `${text.slice(0, LINE - 1)}…` : text,
    size: insideOf(value)?.size ?? null,
  };
}

function lineOf(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > LINE ? value.slice(0, LINE) : value);
  return inspect(value, { depth: 0, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 8, maxStringLength: LINE });
}

function insideOf(value: unknown): Inside | null {
  if (typeof value !== "object" || value === null || value instanceof Date || value instanceof RegExp) return null;
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) {
    const list = value as ArrayLike<unknown>;
    return { size: list.length, at: (index) => [String(index), list[index]] };
  }
  if (value instanceof Map) return ofList([...value], ([key, inner]) => [typeof key === "string" ? key : lineOf(key), inner]);
  if (value instanceof Set) return ofList([...value], (inner, index) => [String(index), inner]);
  const names = value instanceof Error ? [...new Set(["message", "stack", ...Object.keys(value)])] : Object.keys(value);
  return ofList(names, (name) => [name, (value as Record<string, unknown>)[name]]);
}

function ofList<T>(list: readonly T[], at: (item: T, index: number) => readonly [string, unknown]): Inside {
  return { size: list.length, at: (index) => at(list[index] as T, index) };
}
