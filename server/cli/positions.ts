// Offsets as people are told them.
import { nodeFiles } from "../lsp/node-files.js";

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
