// Messages about long types or types from other files: short, without absolute paths, and with the part that does not fit.
import { expect, test } from "vitest";
import { shortExplanation, tidyTypes } from "../../../server/analysis/problems/finding/tidy-types.js";
import { shortType } from "../../../server/analysis/reader/short-type.js";
import { problemsOf } from "../../support/check.js";
import { fixture } from "../../support/fixture.js";

const STATES = Array.from({ length: 20 }, (_, at) => `"state ${at}"`);

test("the member of a long union that does not fit is named, and not all of them", () => {
  const made = fixture(`//- /src/types.ts
export type State = ${STATES.join(" | ")} | "merged";
export interface Order { id: number; lines: { sku: string }[] }
//- /src/assets.ts
import { asset } from "millrace";
import type * as types from "./types.js";
interface Order { id: string; lines: { sku: string }[] }
export const state = asset((): types.State => "merged");
export const orders = asset((): types.Order[] => []);
export const a = asset((state: ${STATES.join(" | ")}) => state);
export const b = asset((orders: Order[]) => orders);
`);
  const messages = problemsOf(made, true).map(({ message }) => message);
  expect(messages).toHaveLength(2);
  expect(messages[0]).toContain('it may be "merged" in the value, which is not one of the 20 types of the parameter.');
  expect(messages[1]).toContain("[].id is number in the value, but string in the parameter.");
  expect(messages[1]).toContain(`Type 'import("src/types").Order' is not assignable to type 'Order'`);
  for (const message of messages) {
    expect(message).not.toMatch(/\/project\/|resolution-mode/);
    expect(message.length).toBeLessThan(450);
  }
});

test.each([
  ["a | b", "a | b"],
  [STATES.join(" | "), '"state 0" | "state 1" | … 17 more … | "state 19"'],
  [`{ a: ${"x".repeat(200)} }`, `{ a: ${"x".repeat(95)} …`],
  [
    `"a | b" | Map<"c" | "d", (e: "f" | "g") => void> | "${"h".repeat(60)}" | "i" | "j"`,
    '"a | b" | Map<"c" | "d", (e: "f" | "g") => void> | … 2 more … | "j"',
  ],
])("%s", (type, short) => {
  expect(shortType(type)).toBe(short);
  expect(shortType(type).length).toBeLessThanOrEqual(120);
});

test("paths of packages and of other machines' folders", () => {
  expect(tidyTypes('import("/p/node_modules/.pnpm/zod@4/node_modules/zod/v4/core").T and import("C:/x/y").U', "/p")).toBe(
    'import("zod/v4/core").T and import("y").U',
  );
});

test("an explanation keeps what it says and why", () => {
  const lines = ["first", ...Array.from({ length: 20 }, (_, at) => `line ${at} ${"x".repeat(40)}`)];
  const short = shortExplanation(lines.join("\n")).split("\n");
  expect(short.slice(0, 2)).toEqual(["first", "  …"]);
  expect(short.at(-1)).toBe(lines.at(-1));
  expect(shortExplanation("one\n  two")).toBe("one\n  two");
});

test("two files that would be written alike are told apart", () => {
  const text = 'import("/w/shared/v1/types").Order and import("/w/shared/v2/types").Order and import("/w/p/src/a").B';
  expect(tidyTypes(text, "/w/p")).toBe('import("../shared/v1/types").Order and import("../shared/v2/types").Order and import("src/a").B');
});
