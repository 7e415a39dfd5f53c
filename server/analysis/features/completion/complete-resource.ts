// Completes the resources that code reads from the context: `context.resources.`, `const { } = context.resources`.

import { resourceCandidates } from "./complete-option.js";
import { type CompletionItem, type Cursor, wordAround } from "./completion-item.js";

/** Null if the cursor is not at a resource of the context, or if the context's type declares the resources: then TypeScript completes. */
export function completeResource(cursor: Cursor): CompletionItem[] | null {
  const { project, text, offset, before } = cursor;
  const start = Math.max(0, offset - LOOKED_AT);
  const left = text.slice(start, offset);
  const name = MEMBER.exec(left)?.[1] ?? inPattern(left, text.slice(offset, offset + LOOKED_AT));
  if (before.string || name === null || name === undefined || isTyped(left, name)) return null;
  const place = wordAround(cursor);
  const words = resourceCandidates(project, "any").filter(({ label }) => /^[A-Za-z_$][\w$]*$/.test(label));
  return words.map((each) => ({ ...each, text: each.label, place, more: [] }));
}

const LOOKED_AT = 4000;
const MEMBER = /(?<![\w$.])(_?context)\s*!?\??\.\s*resources\s*!?\??\.\s*[\w$]*$/;

/** Matches `const { db, … } = context.resources` with the cursor at a name of the pattern. */
function inPattern(left: string, right: string): string | null {
  if (!/\b(?:const|let)\s*\{(?:\s*[\w$]+(?:\s*:\s*[\w$]+)?\s*,)*\s*[\w$]*$/.test(left)) return null;
  return /^[\w$]*(?:\s*,\s*[\w$]+(?:\s*:\s*[\w$]+)?)*\s*,?\s*\}\s*=\s*(_?context)\s*\.\s*resources\b/.exec(right)?.[1] ?? null;
}

/** Whether the nearest context before the cursor is declared with type arguments or another type than `AssetContext`. */
function isTyped(left: string, name: string): boolean {
  const annotation = [...left.matchAll(new RegExp(`[(,]\\s*${name}\\s*:\\s*([\\w$.]+)\\s*(<[^>]*)?`, "g"))].at(-1);
  const isPlain = annotation === undefined || (/(?:^|\.)AssetContext$/.test(annotation[1] ?? "") && !annotation[2]?.includes("resources"));
  return !isPlain;
}
