// Analysis and the running SDK judge a name the same way: for typical names, and for random ones.
import { expect, test } from "vitest";
import { asset, Definitions } from "../../../runtime/sdk/index.js";
import { fixture } from "../../support/fixture.js";
import { generator, pick } from "../../support/random.js";
import { trials } from "../../support/trials.js";

const ODD = [
  "context",
  "_context",
  "eval",
  "arguments",
  "await",
  "default",
  "a-b",
  "a b",
  "",
  "ä",
  "a.b",
  "1",
  "_",
  "a/b",
  "a//b",
  "/a",
  "let",
  "yield",
  "constructor",
  "toString",
];
const OWNERS = ["ada@localhost", "ada@example.org", "team:data", "team:", "team:a b", "ada", "@example.org", "a@b@c.d", " ada@example.org"];
const LETTERS = [..."abZ09_-./ @:ß$"];

const random = generator(7);
const some = (words: readonly string[]) =>
  random(2) === 0 ? pick(words, random) : Array.from({ length: random(5) }, () => pick(LETTERS, random)).join("");
const names = [...ODD, ...Array.from({ length: trials(600) }, () => some(ODD))];
const owners = [...OWNERS, ...Array.from({ length: trials(300) }, () => some(OWNERS))];

/** Whether analysis and the SDK refuse the options. */
function judged(options: object): readonly [read: boolean, run: boolean] {
  const { project } = fixture(`import { asset } from "millrace";\nexport const thing = asset(${written(options)}, () => 1);\n`);
  const read = project.model().problems.length > 0;
  return [read, new Definitions({ assets: { thing: asset(options, () => 1) } }).resolve().problems.length > 0];
}

/** In a fixture `$0` marks the cursor, so `$` is escaped. */
function written(options: object): string {
  return JSON.stringify(options).replaceAll("$", "\\u0024");
}

test.each(["key", "keyPrefix"])("%s", (option) => {
  for (const name of names) {
    const [read, run] = judged({ [option]: name });
    expect(read, `${option}: ${JSON.stringify(name)}`).toBe(run);
    const parts = judged({ [option]: ["raw", name] });
    expect(parts[0], `${option}: ["raw", ${JSON.stringify(name)}]`).toBe(parts[1]);
  }
});

test("owners", () => {
  for (const owner of owners) {
    const [read, run] = judged({ owners: [owner] });
    expect(read, owner).toBe(run);
  }
});

test("a hyphen may stand in a key that is given, and `ins` reaches it", () => {
  const { project } = fixture(`import { asset } from "millrace";
export const raw = asset({ key: "raw-orders" }, () => [1]);
export const total = asset({ keyPrefix: "sales-eu", ins: { orders: { key: "raw-orders" } } }, (orders: number[]) => orders.length);
`);
  expect(project.model().problems).toEqual([]);
  expect([...project.model().byKey.keys()]).toEqual(["raw-orders", "sales-eu/total"]);
});
