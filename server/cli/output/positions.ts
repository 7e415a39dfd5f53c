// Converts offsets to lines and columns.
import { nodeFiles } from "../../lsp/node-files.js";

export interface Position {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** Line and column, from 1, of an offset in a file. */
export function positionAt(file: string, offset: number): Position {
  const before = (nodeFiles.read(file) ?? "").slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - before.lastIndexOf("\n") };
}

/** The offset of a line and a column, from 1. The end of the file if it has no such place. */
export function offsetAt(file: string, line: number, column: number): number {
  const lines = (nodeFiles.read(file) ?? "").split("\n");
  return lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0) + Math.min(column - 1, lines[line - 1]?.length ?? 0);
}
