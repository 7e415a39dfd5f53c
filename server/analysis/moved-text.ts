// Where a span of text is after an edit.
import type { Span } from "./facts.js";

export type Move = (span: Span) => Span;

/** A span before the changed part stays. A span after it moves. A span inside it becomes the whole changed part. */
export function mover(before: string, after: string): Move {
  const { same, from, to } = partThatDiffers(before, after);
  return ({ start, end }) => {
    const begins = start >= from ? start - from + to : Math.min(start, same);
    const ends = end <= same ? end : end >= from ? end - from + to : to;
    return { start: begins, end: Math.max(begins, ends) };
  };
}

/** The same, but null for a span that touches the changed part. */
export function moverOutside(before: string, after: string): (span: Span) => Span | null {
  const { same, from, to } = partThatDiffers(before, after);
  return ({ start, end }) => {
    if (end < same) return { start, end };
    return start > from ? { start: start - from + to, end: end - from + to } : null;
  };
}

/** The texts differ from `same` on, up to `from` in the first and `to` in the second. */
function partThatDiffers(before: string, after: string): { readonly same: number; readonly from: number; readonly to: number } {
  const shorter = Math.min(before.length, after.length);
  let same = 0;
  while (same < shorter && before[same] === after[same]) same++;
  let tail = 0;
  while (tail < shorter - same && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return { same, from: before.length - tail, to: after.length - tail };
}
