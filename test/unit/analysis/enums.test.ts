// Enums as in JavaScript: a number maps back to its name, and integers are listed first.
import { expect, test } from "vitest";
import { fixture } from "../../support/fixture.js";

const modelOf = (code: string) => fixture(`import { asset } from "millrace";\n${code}`).project.model();
const keysOf = (code: string) => modelOf(code).assets.map(({ key }) => key);

test.each([
  ["enum L { raw }", "L[L.raw]", "raw/a"],
  ["enum L { raw }", "L[0]", "raw/a"],
  ["enum L { raw = 3, next }", "L[4]", "next/a"],
  ['enum L { raw = "RAW" }', "L.raw", "RAW/a"],
  ["enum L { x, y }", "Object.keys(L)[2] as string", "x/a"],
  ["const by = { b: 1, 2: 2, 1: 1 }", "Object.keys(by).join('')", "12b/a"],
  ["const base = { z: 1, b: 2 }; const by = { ...base, z: 3 }", "Object.keys(by).join('')", "zb/a"],
])("%s: %s", (declared, prefix, key) => {
  expect(keysOf(`${declared}\nexport const a = asset({ keyPrefix: ${prefix} }, () => 1);`)).toEqual([key]);
});

test.each(["L[2]", "L[L.b]", "Object.keys(L)[0] as string"])("of an enum with a number that is worked out: %s is open", (prefix) => {
  const code = `enum L { a = 1, b = "xy".length }\nexport const a = asset({ keyPrefix: ${prefix} }, () => 1);`;
  const { assets, open } = modelOf(code);
  expect(assets).toEqual([]);
  expect(open).toHaveLength(1);
});

test("a name of an enum with a number that is worked out stays known", () => {
  expect(keysOf('enum L { a = 1, b = "xy".length }\nexport const a = asset({ keyPrefix: L[L.a] }, () => 1);')).toEqual(["a/a"]);
});
