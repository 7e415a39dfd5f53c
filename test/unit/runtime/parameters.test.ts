// Small rules of the SDK: parameter names from text, retry delays, keys, run ids, addresses.

import { describe, expect, it } from "vitest";
import { assetPath, decodeSegment, encodeSegment } from "../../../runtime/contract/address.js";
import { newRunId } from "../../../runtime/contract/run-id.js";
import { parameterNames } from "../../../runtime/engine/parameters.js";
import { AssetKey } from "../../../runtime/sdk/asset-key.js";
import { nearest } from "../../../runtime/sdk/nearest.js";
import { retryDelay } from "../../../runtime/sdk/retry.js";
import { fc } from "../../support/properties.js";

describe("parameter names", () => {
  const evaluate = (text: string) => new Function(`return ${text}`)() as (...args: never[]) => unknown;
  it.each([
    ["() => 1", []],
    ["a => a", ["a"]],
    ["async a => a", ["a"]],
    ["async (a, b) => a", ["a", "b"]],
    ["function (a, b) {}", ["a", "b"]],
    ["async function named(a, b,) {}", ["a", "b"]],
    ["function* (a) {}", ["a"]],
    ["({ method(a, b) {} }).method", ["a", "b"]],
    ["({ async ['comp(uted)'](a) {} })['comp(uted)']", ["a"]],
    ["(a = [1, 2], b = { x: ')' }, c = (1, 2)) => a", ["a", "b", "c"]],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text holds a template.
    ["(a /* , x */, // y, z\n b = ',', c = `,${1},`) => a", ["a", "b", "c"]],
    ["(/* none */) => 1", []],
    ["($a, _b, größe) => 1", ["$a", "_b", "größe"]],
    ["(a = (x, y) => x, b) => 1", ["a", "b"]],
    ["(__proto__, constructor) => 1", ["__proto__", "constructor"]],
  ] as [string, string[]][])("of %s", (text, names) => {
    expect(parameterNames(evaluate(text))).toEqual(names);
  });

  it.each(["({ a }) => a", "([a]) => a", "(...a) => a", "(a, { b } = {}) => a"])("are none of %s", (text) => {
    expect(() => parameterNames(evaluate(text))).toThrow(/which does not name an asset/);
  });
});

it("has no names for bound functions and those of the language", () => {
  function total(orders: number[], rates: number[]) {
    return [orders, rates];
  }
  for (const fn of [total.bind(null), total.bind(null, []), (() => 1).bind(null), Math.max])
    expect(() => parameterNames(fn as never)).toThrow(/is a bound or a built-in function, .* cannot be read\. Give asset\(\)/);
  expect(parameterNames(((orders: number[]) => total(orders, [])) as never)).toEqual(["orders"]);
});

describe("a retry waits", () => {
  it("as Dagster's formulae say", () => {
    const delays = (policy: Parameters<typeof retryDelay>[0], random = 0.5) =>
      [1, 2, 3].map((attempt) => retryDelay(policy, attempt, () => random));
    expect(delays({})).toEqual([0, 0, 0]);
    expect(delays({ delay: 2 })).toEqual([2, 2, 2]);
    expect(delays({ delay: 2, backoff: "LINEAR" })).toEqual([2, 4, 6]);
    expect(delays({ delay: 2, backoff: "EXPONENTIAL" })).toEqual([2, 6, 14]);
    expect(delays({ delay: 2, jitter: "FULL" }, 0.25)).toEqual([0.5, 0.5, 0.5]);
    expect(delays({ delay: 2, backoff: "LINEAR", jitter: "PLUS_MINUS" }, 1)).toEqual([4, 6, 8]);
    expect(delays({ delay: 2, backoff: "LINEAR", jitter: "PLUS_MINUS" }, 0)).toEqual([0, 2, 4]);
  });
});

describe("names", () => {
  it("become paths and back, without collision or escape", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (a, b) => {
        const [left, right] = [encodeSegment(a), encodeSegment(b)];
        expect(decodeSegment(left)).toBe(a);
        expect(left === right).toBe(a === b);
        expect(left).toMatch(/^[A-Za-z0-9\-_.~%]*$/);
        expect([".", ".."]).not.toContain(left);
      }),
    );
    expect(assetPath("a/__proto__")).toBe("a/__proto__");
  });

  it("are checked as parts of keys", () => {
    expect(String(AssetKey.from("a/b"))).toBe("a/b");
    expect(AssetKey.from(["__proto__", "constructor"]).path).toEqual(["__proto__", "constructor"]);
    for (const bad of ["", "a//b", "a b", "größe", "a.b", "../x"])
      expect(() => AssetKey.from(bad)).toThrow(/only letters A-Z a-z, digits, _ and -/);
  });

  it("have near neighbours", () => {
    expect(nearest("topstorys", ["topstories", "users"])).toBe("topstories");
    expect(nearest("xyz", ["topstories", "users"])).toBeNull();
  });

  it("of runs sort by time, also within a millisecond", () => {
    const ids = Array.from({ length: 100 }, () => newRunId());
    expect([...ids].sort()).toEqual(ids);
    expect(ids[0]).toMatch(/^\d{8}T\d{9}-[0-9a-f]{6}$/);
  });
});
