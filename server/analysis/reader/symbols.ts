// Follows symbols like TypeScript: what an identifier refers to, and every place of a symbol.

import type { Place } from "../../../runtime/contract/problem.js";
import type { ProgramReader } from "./program.js";
import type { Readers } from "./program-readers.js";
import { ts } from "./typescript.js";

export interface SymbolPlace extends Place {
  /** Written as `{ name }`: a rename must write `{ name: other }`. */
  readonly shorthand: boolean;
}

export interface Symbols {
  /** Where the symbol of the identifier at an offset is declared, through imports. Null for anything else. */
  declarationOf(file: string, offset: number): Place | null;
  /** Every place of the symbol declared at an offset, in files of the program and in those of `more` that may mention it. */
  placesOf(file: string, offset: number, more: readonly string[]): readonly SymbolPlace[];
}

export function createSymbols(readers: Readers): Symbols {
  return {
    declarationOf(file, offset) {
      const reader = readers.of(file);
      reader.include([file]);
      const program = reader.program();
      const source = program.getSourceFile(file);
      const node = source ? identifierAt(source, offset) : null;
      if (!source || !node) return null;
      const checker = program.getTypeChecker();
      const written = ts.isShorthandPropertyAssignment(node.parent)
        ? checker.getShorthandAssignmentValueSymbol(node.parent)
        : ts.isExportSpecifier(node.parent)
          ? checker.getExportSpecifierLocalTargetSymbol(node.parent)
          : checker.getSymbolAtLocation(node);
      const symbol = written && written.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(written) : written;
      const name = symbol?.declarations?.map((each) => ts.getNameOfDeclaration(each)).find((each) => each !== undefined);
      return name ? placeOf(name) : null;
    },
    placesOf(file, offset, more) {
      const places = readers.all().flatMap((reader) => placesIn(reader, file, offset, more));
      return [...new Map(places.map((place) => [`${place.file}:${place.start}`, place])).values()];
    },
  };
}

function placesIn(reader: ProgramReader, file: string, offset: number, more: readonly string[]): SymbolPlace[] {
  reader.include([file, ...more]);
  const program = reader.program();
  return reader.renameLocations(file, offset).map(({ fileName, textSpan }) => {
    const place = { file: fileName, start: textSpan.start, end: textSpan.start + textSpan.length };
    const source = program.getSourceFile(fileName);
    const node = source ? identifierAt(source, textSpan.start) : null;
    return { ...place, shorthand: node !== null && ts.isShorthandPropertyAssignment(node.parent) };
  });
}

function placeOf(node: ts.Node): Place {
  return { file: node.getSourceFile().fileName, start: node.getStart(), end: node.end };
}

function identifierAt(source: ts.SourceFile, offset: number): ts.Identifier | null {
  let found: ts.Identifier | null = null;
  const visit = (node: ts.Node): void => {
    if (found || offset < node.pos || node.end < offset) return;
    if (ts.isIdentifier(node) && node.getStart(source) <= offset) found = node;
    else ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
