// One more member between brackets: elements, properties, the names of an import.
import type { TextEdit } from "../../../runtime/contract/problem.js";
import type { WrittenList } from "../reader/written.js";

/** Adds a member behind the last one, in the lines or the line they have; comments behind the last member keep their line. */
export function insertInto(file: string, text: string, list: WrittenList, entry: string): TextEdit {
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
  // Where nothing stands between, the edit replaces nothing, and two of them can be made at once.
  const start = comma === "" || kept === "" ? from + kept.length : from;
  const place = { file, start, end: from + kept.length };
  return { place, text: start === from ? comma + kept + line : line };
}

/** Members begin where the last one does, when that begins its line; else one step further in than the bracket's line. */
function indentOf(text: string, list: WrittenList, start: number): string {
  const blanksAt = (offset: number) => /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", offset - 1) + 1))?.[0] ?? "";
  const begins = text.slice(text.lastIndexOf("\n", start - 1) + 1, start).trim() === "";
  return begins ? blanksAt(start) : `${blanksAt(list.open)}  `;
}
