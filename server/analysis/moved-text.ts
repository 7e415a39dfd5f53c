// Where a part of a text stands after an edit.
import type { Span } from "./facts.js";

export type Move = (span: Span) => Span;

/** What stands before the part that differs stays, what stands after it moves along, what stands in it is all of it. */
export function mover(before: string, after: string): Move {
  const { same, from, to } = partThatDiffers(before, after);
  return ({ start, end }) => {
    const begins = start >= from ? start - from + to : Math.min(start, same);
    const ends = end <= same ? end : end >= from ? end - from + to : to;
    return { start: begins, end: Math.max(begins, ends) };
  };
}

/** The same, but null of what touches the part that differs. */
export function moverOutside(before: string, after: string): (span: Span) => Span | null {
  const { same, from, to } = partThatDiffers(before, after);
  return ({ start, end }) => {
    if (end < same) return { start, end };
    return start > from ? { start: start - from + to, end: end - from + to } : null;
  };
}

/** From `same` on the texts differ, up to `from` in the one and `to` in the other. */
function partThatDiffers(before: string, after: string): { readonly same: number; readonly from: number; readonly to: number } {
  const shorter = Math.min(before.length, after.length);
  let same = 0;
  while (same < shorter && before[same] === after[same]) same++;
  let tail = 0;
  while (tail < shorter - same && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return { same, from: before.length - tail, to: after.length - tail };
}
