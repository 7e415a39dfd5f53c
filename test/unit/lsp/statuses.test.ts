// The status of each asset, including staleness, and the notifications to the client when statuses change.
import { expect, test } from "vitest";
import { createStatuses } from "../../../server/lsp/statuses.js";
import { anEvent } from "../../support/events.js";
import { fixture } from "../../support/fixture.js";

const record = (assetKey: string, minute: number) =>
  JSON.stringify({
    assetKey,
    runId: "20260101T000000000-abcdef",
    timestamp: `2026-01-01T00:0${minute}:00.000Z`,
    durationMs: 12,
    ioManagerKey: "io_manager",
    manager: "FilesystemIOManager",
    stored: { storedAt: `data/${assetKey}.json`, format: "json" },
    metadata: {},
  });

function chain() {
  const { project } = fixture(`
//- /src/assets.ts
import { asset } from "millrace";
export const a = asset(() => 1);
export const b = asset((a: number) => a);
export const c = asset((b: number) => b);
//- /.millrace/records/a/@/20260101T000000000-abcdef.json
${record("a", 1)}
//- /.millrace/records/b/@/20260101T000000000-abcdef.json
${record("b", 2)}
//- /.millrace/records/c/@/20260101T000000000-abcdef.json
${record("c", 3)}
`);
  return createStatuses(project);
}

const remade = (assetKey: string, minute: number) => {
  const timestamp = `2026-01-01T00:0${minute}:00.000Z`;
  return [
    anEvent("RUN_START", { timestamp, metadata: {} }),
    anEvent("STEP_START", { assetKey, timestamp }),
    anEvent("STEP_SUCCESS", { assetKey, timestamp }),
    anEvent("RUN_SUCCESS", { timestamp }),
  ];
};

test("a new upstream value makes what is below it stale, and the client is told of all that changed", () => {
  const statuses = chain();
  expect(statuses.now()("c").stale).toBeUndefined();
  expect(statuses.news()).toEqual({});
  for (const event of remade("a", 5)) statuses.hear(event);
  expect(Object.entries(statuses.news()).map(([key, { stale }]) => [key, stale])).toEqual([
    ["a", undefined],
    ["b", true],
    ["c", true],
  ]);
  expect(statuses.now()("b")).toMatchObject({ state: "materialized", stale: true });
  for (const event of remade("b", 6)) statuses.hear(event);
  expect(Object.keys(statuses.news())).toEqual(["b"]);
  for (const event of remade("c", 7)) statuses.hear(event);
  expect(statuses.news()).toMatchObject({ c: { state: "materialized" } });
  expect(statuses.now()("c").stale).toBeUndefined();
});

test("a value that was read as stale and is not any more is told, whether or not it was told as stale", () => {
  const statuses = chain();
  for (const event of remade("a", 5)) statuses.hear(event);
  expect(statuses.now()("c").stale).toBe(true);
  for (const event of [...remade("b", 6), ...remade("c", 7)]) statuses.hear(event);
  expect(statuses.news()).toMatchObject({ c: { state: "materialized" } });
});
