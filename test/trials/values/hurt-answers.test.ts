// Damaged answers of a server and messages of a page: each is accepted or refused with a message, quickly and with little memory.
import { afterAll, describe, expect, test } from "vitest";
import { readFromPage } from "../../../client/graph/relay.js";
import { readFromValuePage, readShownAsset } from "../../../client/values/value-relay.js";
import { believedAnnouncement, believedEvent, believedRecord } from "../../../runtime/contract/believed.js";
import { parseDynamicKeys } from "../../../runtime/contract/dynamic-keys.js";
import { ApiInputManager } from "../../../runtime/io/inputs/api/manager.js";
import { bounded, tryDoor } from "../../support/bounded.js";
import { inputContext } from "../../support/manager-contexts.js";
import { fc } from "../../support/properties.js";
import { HttpServer } from "../../support/servers/http.js";
import { trials } from "../../support/trials.js";

const bytesOf = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const RECORD = {
  ...{ assetKey: "a", partitionKey: "2026-01-01", runId: "20260101T000000000-abcdef", timestamp: "2026-01-01T00:00:01.000Z" },
  ...{ durationMs: 12, ioManagerKey: "io_manager", manager: "FilesystemIOManager" },
  stored: { storedAt: "data/a.json", format: "json", rows: 3, bytes: 20, details: { columns: ["x"] } },
  metadata: { day: { type: "text", value: "01" }, rows: { type: "table", value: { columns: ["x"], records: [[1], [null]] } } },
};
const EVENT = { type: "ASSET_MATERIALIZATION", runId: RECORD.runId, timestamp: RECORD.timestamp, assetKey: "a", materialization: RECORD };

describe("a record, an event, a list of keys", () => {
  test.each([
    ["record", bytesOf(RECORD), believedRecord],
    ["event", bytesOf(EVENT), believedEvent],
    ["announcement", bytesOf({ announced: EVENT }), believedAnnouncement],
    ["keys", bytesOf('{"add":["a","b"]}\n{"remove":["a"]}\n'), parseDynamicKeys],
  ] as const)("%s", async (_name, sample, read) => {
    await tryDoor([sample], trials(12_000), (bytes) => read(textOf(bytes)));
  });
});

describe("an answer to ApiInputManager", () => {
  let server: HttpServer | undefined;
  afterAll(() => server?.stop());

  const rows = Array.from({ length: 9 }, (_, id) => ({ id, big: "12345678901234567890", at: "2026-01-01T00:00:00Z", in: { deep: [id] } }));
  const declared = {
    form: "value",
    columns: [
      { name: "id", kind: "number", nullable: false },
      { name: "big", kind: "bigint", nullable: false },
      { name: "at", kind: "date", nullable: false },
    ],
  } as const;

  test("is read or refused", async () => {
    server = await HttpServer.start();
    const started = server;
    const deep = `{"rows":${"[".repeat(100_000)}1${"]".repeat(100_000)}}`;
    const samples = [
      bytesOf({ rows, next: null }),
      bytesOf({ rows: [], next: "" }),
      bytesOf(`{"rows":[{"id":12345678901234567890123,"__proto__":{"a":1}}]}`),
    ];
    const load = (bytes: Uint8Array, isDeclared: boolean) => {
      started.answer = (_asked, response) => void response.end(bytes);
      const paging = { kind: "cursor", parameter: "c", path: "next" } as const;
      const manager = new ApiInputManager({ baseUrl: started.url, rows: "rows", paging, retries: 0, maxPages: 5, timeoutMs: 10_000 });
      return manager.loadInput(inputContext("orders", null, isDeclared ? { declared } : {}));
    };
    await tryDoor(samples.slice(0, 2), trials(1200), (bytes) => load(bytes, bytes.length % 2 === 0));
    for (const bytes of [...samples, bytesOf(deep)]) await bounded(bytes, () => load(bytes, true), textOf(bytes).slice(0, 60));
  });
});

test("whatever a page says, its door answers", async () => {
  const kind = fc.constantFrom(
    ...["ready", "look", "partition", "compare", "copy", "openFile", "cancel", "save", "pin", "find", "openEntry", "picture"],
    ...["noPicture", "open", "history", "preview", "materialize", "materializeMany", "__proto__", "constructor"],
  );
  const part = fc.record({ kind: fc.constantFrom("rows", "entries", "bytes", "facts"), offset: fc.anything(), limit: fc.anything() });
  const names = ["key", "keys", "id", "part", "runId", "partitionKey", "text", "name", "data", "format", "reason", "upstream", "pinned"];
  const message = fc
    .tuple(kind, part, fc.dictionary(fc.constantFrom(...names, "__proto__", "toString"), fc.anything(), { maxKeys: 8 }))
    .map(([said, at, more]) => ({ part: at, ...more, kind: said }));
  await fc.assert(
    fc.asyncProperty(fc.oneof(message, fc.anything()), async (given) => {
      for (const read of [readFromPage, readFromValuePage, readShownAsset]) {
        const taken = await bounded({ byteLength: 0 }, () => read(given), read.name);
        expect(taken).not.toBeInstanceOf(Error);
      }
    }),
    { numRuns: trials(24_000) },
  );
});
