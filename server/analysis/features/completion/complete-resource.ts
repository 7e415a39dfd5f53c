// Completion of the resources that code reads from the context: `context.resources.`, `const { } = context.resources`.

import { resourceCandidates } from "./complete-option.js";
import { type CompletionItem, type Cursor, wordAround } from "./completion-item.js";

/** Null where no resource of the context is being written, and where the context's type says which there are: there TypeScript completes. */
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

/** `const { db, … } = context.resources`, with the cursor where a name of the pattern stands. */
function inPattern(left: string, right: string): string | null {
  if (!/\b(?:const|let)\s*\{(?:\s*[\w$]+(?:\s*:\s*[\w$]+)?\s*,)*\s*[\w$]*$/.test(left)) return null;
  return /^[\w$]*(?:\s*,\s*[\w$]+(?:\s*:\s*[\w$]+)?)*\s*,?\s*\}\s*=\s*(_?context)\s*\.\s*resources\b/.exec(right)?.[1] ?? null;
}

/** The nearest context before the cursor is declared with a type of its own, not as plain `AssetContext`. */
function isTyped(left: string, name: string): boolean {
  const annotation = [...left.matchAll(new RegExp(`[(,]\\s*${name}\\s*:\\s*([\\w$.]+)\\s*(<[^>]*)?`, "g"))].at(-1);
  const isPlain = annotation === undefined || (/(?:^|\.)AssetContext$/.test(annotation[1] ?? "") && !annotation[2]?.includes("resources"));
  return !isPlain;
}
