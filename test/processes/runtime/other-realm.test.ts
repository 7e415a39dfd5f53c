// The SDK in a separate realm, as in Jest: Node.js creates objects of other classes than the user's, and they must be recognized.
import { readFileSync } from "node:fs";
import { types } from "node:util";
import { expect, test } from "vitest";
import type { AnyAsset } from "../../../runtime/sdk/index.js";
import { newRealm } from "../../support/realm.js";

const KINDS = `{
  map: new Map([["a", new Date(0)]]), set: new Set([1]), big: 3n, list: [1, , [2]], pattern: /a/g, boxed: Object("text"),
  bytes: new Uint8Array([1, 2]), floats: new Float64Array([1.5]), view: new DataView(new ArrayBuffer(3), 1), error: new TypeError("no"),
}`;

test("a value that is loaded has the classes of the realm", async () => {
  const { sdk, evaluate } = newRealm();
  const assets = evaluate<Record<string, AnyAsset>>(`{
    kinds: sdk.asset(() => (${KINDS})),
    seen: sdk.asset((kinds) => [
      kinds instanceof Object, kinds.map instanceof Map, kinds.map.get("a") instanceof Date, kinds.set instanceof Set, typeof kinds.big === "bigint",
      kinds.list instanceof Array && kinds.list.length === 3 && !(1 in kinds.list) && kinds.list[2] instanceof Array,
      kinds.pattern instanceof RegExp && kinds.pattern.flags === "g", kinds.boxed instanceof String && kinds.boxed.length === 4,
      kinds.bytes instanceof Uint8Array && kinds.bytes[1] === 2, kinds.floats instanceof Float64Array && kinds.floats[0] === 1.5,
      kinds.view instanceof DataView && kinds.view.byteLength === 2, kinds.error instanceof TypeError && kinds.error.message === "no",
    ]),
  }`);
  const result = await sdk.materializeToMemory(assets);
  expect(Array.from(result.outputForNode<boolean[]>("seen"))).toEqual(Array(12).fill(true));
});

test("cycles and sharing stay", async () => {
  const { sdk, evaluate } = newRealm();
  const assets = evaluate<Record<string, AnyAsset>>(`{
    ring: sdk.asset(() => { const ring = { at: new Date(0) }; ring.self = ring; ring.list = [ring, ring.at]; return ring; }),
    seen: sdk.asset((ring) => ring.self === ring && ring.list[0] === ring && ring.list[1] === ring.at),
  }`);
  expect((await sdk.materializeToMemory(assets)).outputForNode("seen")).toBe(true);
});

test("an error that Node.js throws is told as that error", async () => {
  const { sdk, evaluate } = newRealm();
  const file = evaluate<(read: typeof readFileSync) => Record<string, AnyAsset>>(
    `(read) => ({ text: sdk.asset(() => read("/no/such/file", "utf8")) })`,
  );
  const fromMain = (...args: Parameters<typeof readFileSync>) => readFileSync(...args);
  const result = await sdk.materializeToMemory(file(fromMain as typeof readFileSync), { raiseOnError: false });
  expect(types.isNativeError(result.error)).toBe(true);
  expect(result.events.find(({ type }) => type === "STEP_FAILURE")).toMatchObject({
    error: { name: "Error", message: expect.stringMatching(/^ENOENT/) },
  });
});
