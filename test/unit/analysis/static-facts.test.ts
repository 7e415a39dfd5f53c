// Every exported manager declares the static facts that analysis needs.
import { expect, test } from "vitest";
import { STATIC_FACTS } from "../../../runtime/io/static-facts.js";
import * as millrace from "../../../runtime/sdk/index.js";

const exported = Object.entries(millrace).flatMap(([name, value]) => (name.endsWith("Manager") && isManagerClass(value) ? [name] : []));

function isManagerClass(value: unknown): boolean {
  if (typeof value !== "function" || value.prototype === undefined) return false;
  return ["handleOutput", "loadInput"].some((method) => method in value.prototype);
}

test("each exported manager has static facts", () => {
  expect(exported).toContain("DuckDBIOManager");
  expect([...STATIC_FACTS.keys()]).toEqual(expect.arrayContaining(exported));
});

test("static facts are of classes that the package exports", () => {
  for (const name of STATIC_FACTS.keys()) expect(millrace).toHaveProperty(name);
});
