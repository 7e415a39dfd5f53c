// Programs of several projects that contain the same files parse each file once.
import { expect, test } from "vitest";
import { overlay } from "../../../server/analysis/file-access.js";
import { createProgram } from "../../../server/analysis/reader/program.js";

const disk = (texts: ReadonlyMap<string, string>) => ({
  read: (path: string) => texts.get(path),
  fileExists: (path: string) => texts.has(path),
  directoryExists: () => true,
  list: () => [],
  realpath: (path: string) => path,
});

test("one text is parsed once for programs of the same settings; an edit that one has not heard of changes nothing for it", () => {
  const texts = new Map([
    ["/models/row.ts", "export interface Row { id: number }\n"],
    ["/A/One.ts", 'import type { Row } from "../models/row.js";\nexport const one: Row = { id: 1 };\n'],
    ["/b/two.ts", 'import type { Row } from "../models/row.js";\nexport const two: Row = { id: 2 };\n'],
  ]);
  const files = overlay(disk(texts), new Map());
  const config = (strict: boolean) => ({ path: null, options: { strict, noLib: true }, files: new Set<string>() });
  const one = createProgram(files, config(true), "/A", () => ["/A/One.ts"]);
  const two = createProgram(files, config(true), "/b", () => ["/b/two.ts"]);
  const loose = createProgram(files, config(false), "/b", () => ["/b/two.ts"]);
  const row = (reader: typeof one) => reader.program().getSourceFile("/models/row.ts");
  expect(row(one)).toBeDefined();
  expect(row(two)).toBe(row(one));
  expect(row(loose)?.text).toBe(row(one)?.text);

  const before = row(two);
  texts.set("/models/row.ts", "export interface Row { id: string }\n");
  one.changed(["/models/row.ts"]);
  expect(row(one)?.text).toContain("id: string");
  expect(row(two)).toBe(before);
  two.changed(["/models/row.ts"]);
  expect(row(two)).toBe(row(one));

  one.close();
  expect(row(two)?.text).toContain("id: string");
  two.changed(["/b/two.ts"]);
  expect(two.program().getSemanticDiagnostics().length).toBeGreaterThan(0);
});
