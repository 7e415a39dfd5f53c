// The shared rules for names and addresses hold for every name.

import { expect, test } from "vitest";
import {
  assetPath,
  decodeSegment,
  diskSegment,
  encodeSegment,
  keyOfPath,
  keyOfRecord,
  objectSegment,
  presentPath,
  recordFolder,
  tableSchema,
} from "../../runtime/contract/address.js";
import { components, cycleThrough, isAcyclic, reach, topological } from "../../runtime/planning/index.js";
import { fc } from "../support/properties.js";

const names = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });

test("a segment is one safe path segment, and decodes to the name it was", () => {
  fc.assert(
    fc.property(names, (name) => {
      const encoded = encodeSegment(name);
      expect(encoded).toMatch(/^(?:[A-Za-z0-9\-_.~]|%[0-9A-F]{2})+$/);
      expect([".", ".."]).not.toContain(encoded);
      expect(decodeSegment(encoded)).toBe(name);
    }),
  );
  for (const hostile of [".", "..", "a/b", "a|b", "a:b", "a'b\"c", "ø å 漢字 🙂", "CON", " "])
    expect(decodeSegment(encodeSegment(hostile))).toBe(hostile);
});

/** The name by which a disk of Windows or macOS finds a file. */
function onDisk(segment: string): string {
  return segment
    .normalize("NFD")
    .toLowerCase()
    .replace(/[. ]+$/, "");
}

/** Names that a disk may confuse: case, composed letters, device names, trailing dots, and very long names. */
const look = fc.constantFrom(
  "eu",
  "orders",
  "2026-01-01t05:00z",
  "con",
  "aux.2026",
  "nul",
  "lpt1.x",
  "ü",
  "u\u0308",
  "a.",
  "a..",
  "a~b",
  "%41",
  "x^3",
);
const alike = fc
  .tuple(fc.oneof(look, names), fc.bigInt({ min: 0n, max: 1n << 40n }), fc.constantFrom("", ".", " ", "x".repeat(300), "X".repeat(130)))
  .map(([text, large, end]) => [...text].map((each, at) => ((large >> BigInt(at)) & 1n ? each.toUpperCase() : each)).join("") + end);

test("different names are different files on every disk, and none is a device or too long", () => {
  fc.assert(
    fc.property(alike, alike, (a, b) => {
      const [left, right] = [a, b].map(diskSegment) as [string, string];
      expect(onDisk(left) === onDisk(right)).toBe(a === b);
      for (const segment of [left, right]) {
        expect(segment).toMatch(/^(?:[A-Za-z0-9\-_.~]|%[0-9A-F]{2})+(?:\^[0-9a-f]+)?$/);
        expect(segment).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|\.$/i);
        expect(segment.length).toBeLessThan(200);
      }
      if (!/~[0-9a-f]{32}$/.test(left)) expect(decodeSegment(left)).toBe(a);
    }),
    { numRuns: 2000 },
  );
});

test("names keep their letters, and say which are large", () => {
  const segments = [
    "eu",
    "EU",
    "Eu",
    "rawOrders",
    "2026-01-01T05:00Z",
    "2026-01-01t05",
    "CON",
    "nul.json",
    "a.",
    "20261130T101112123-ab12cd",
  ].map(diskSegment);
  expect(segments).toEqual([
    ...["eu", "EU^3", "Eu^1", "rawOrders^8", "2026-01-01T05%3A00Z", "2026-01-01t05^1", "%43ON^7", "%6Eul.json", "a%2E"],
    "20261130T101112123-ab12cd",
  ]);
  expect(assetPath("raw/topStories")).toBe("raw/topStories^8");
  expect(assetPath("raw/topStories", objectSegment)).toBe("raw/topStories");
  expect(keyOfPath("raw/topStories^8")).toBe("raw/topStories");
  expect(presentPath("date=2026-01-01/region=EU")).toBe("date=2026-01-01/region=EU^3");
  expect(presentPath("date=2026-01-01/region=EU^3")).toBe("date=2026-01-01/region=EU^3");
});

test("the key of a part that is too long for a disk is not told by its folder", () => {
  const key = `raw/${"a".repeat(200)}`;
  expect(assetPath(key).length).toBeLessThan(130);
  expect(keyOfRecord(`.millrace/records/${recordFolder(key)}/r.json`)).toBeNull();
});

test("different names never share a segment", () => {
  fc.assert(fc.property(names, names, (a, b) => a === b || encodeSegment(a) !== encodeSegment(b)));
  expect(assetPath("a/b")).toBe("a/b");
});

test("a name that nobody encoded is none, and nothing throws", () => {
  for (const name of ["%", "100%", "%C0%AF", "%ED%A0%80", "%FF", "a%2"]) {
    expect(decodeSegment(name), name).toBeNull();
    expect(keyOfPath(`raw/${name}`)).toBeNull();
    expect(keyOfRecord(`.millrace/records/raw/${name}/@/r.json`)).toBeNull();
  }
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      decodeSegment(name);
      keyOfRecord(`.millrace/records/${recordFolder(name)}/r.json`);
    }),
  );
});

test("a table's schema: the asset's metadata, the manager, the key's prefix, the fallback", () => {
  expect(tableSchema("raw/orders", "own", "manager", "main")).toBe("own");
  expect(tableSchema("raw/orders", undefined, "manager", "main")).toBe("manager");
  expect(tableSchema("x/raw/orders", undefined, undefined, "main")).toBe("raw");
  expect(tableSchema("orders", undefined, undefined, "main")).toBe("main");
});

/** Graphs as node → its upstream nodes, with any edges. */
const graphs = fc.integer({ min: 1, max: 12 }).chain((count) => {
  const nodes = Array.from({ length: count }, (_, index) => `n${index}`);
  return fc.array(fc.tuple(fc.constantFrom(...nodes), fc.constantFrom(...nodes)), { maxLength: 30 }).map((edges) => {
    const before = new Map(nodes.map((node) => [node, new Set<string>()]));
    for (const [to, from] of edges) if (to !== from) before.get(to)?.add(from);
    return { nodes, before: (node: string) => before.get(node) ?? [] };
  });
});

test("order: every node once, after all before it unless they share a cycle", () => {
  fc.assert(
    fc.property(graphs, ({ nodes, before }) => {
      const order = topological(nodes, before);
      expect([...order].sort()).toEqual([...nodes].sort());
      const part = new Map(components(nodes, before).flatMap((component, index) => component.map((node) => [node, index] as const)));
      for (const node of nodes) {
        for (const from of before(node))
          if (part.get(from) !== part.get(node)) expect(order.indexOf(from)).toBeLessThan(order.indexOf(node));
      }
    }),
  );
});

test("cycles: each is a real circle, and every node on a circle lies in one component", () => {
  fc.assert(
    fc.property(graphs, ({ nodes, before }) => {
      const knots = components(nodes, before).filter((component) => component.length > 1);
      expect(isAcyclic(nodes, before)).toBe(knots.length === 0);
      for (const cycle of knots.flatMap((knot) => knot.map((node) => cycleThrough(node, knot, before)))) {
        expect(new Set(cycle).size).toBe(cycle.length);
        cycle.forEach((node, index) => {
          expect([...before(cycle[(index + 1) % cycle.length] ?? "")]).toContain(node);
        });
      }
      for (const component of components(nodes, before)) {
        for (const node of component) for (const other of component) expect(reach([node], before).has(other)).toBe(true);
      }
    }),
  );
});
