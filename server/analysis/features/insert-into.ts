// Inserts a member between brackets: an element, a property, a name of an import.
import type { TextEdit } from "../../../runtime/contract/problem.js";
import type { BracketList } from "../reader/editable-code.js";

/** Inserts a member after the last one and keeps the layout. Comments after the last member stay in their line. */
export function insertInto(file: string, text: string, list: BracketList, entry: string): TextEdit {
  const pad = list.kind === "object" ? " " : "";
  const last = list.members.at(-1);
  if (!last) {
    const blank = text.slice(list.open, list.close).trim() === "";
    const place = { file, start: list.open, end: blank ? list.close : list.open };
    return { place, text: `${pad}${entry}${pad}` };
  }
  const from = list.afterComma ?? last.end;
  const behind = text.slice(from, list.close);
  const comma = list.afterComma === null ? "," : "";
  const trailing = list.afterComma === null ? "" : ",";
  if (!behind.includes("\n")) return { place: { file, start: from, end: from }, text: `${comma} ${entry}${trailing}` };
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const kept = behind.trimEnd();
  const line = `${eol}${indentOf(text, list, last.start)}${entry}${trailing}`;
  // If nothing is between them, the edit replaces nothing, so that two of them can be applied together.
  const start = comma === "" || kept === "" ? from + kept.length : from;
  const place = { file, start, end: from + kept.length };
  return { place, text: start === from ? comma + kept + line : line };
}

/** The indentation of the last member if it begins its line, else that of the bracket's line plus one step. */
function indentOf(text: string, list: BracketList, start: number): string {
  const blanksAt = (offset: number) => /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", offset - 1) + 1))?.[0] ?? "";
  const begins = text.slice(text.lastIndexOf("\n", start - 1) + 1, start).trim() === "";
  return begins ? blanksAt(start) : `${blanksAt(list.open)}  `;
}
