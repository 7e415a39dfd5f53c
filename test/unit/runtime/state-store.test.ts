// The file-based state store passes the suite of state stores. What it knows about other machines.
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import type { RunStart } from "../../../runtime/contract/events.js";
import { openState, ownerEntries } from "../../../runtime/state/index.js";
import { stateStoreSuite } from "../../../runtime/testing/state-cases.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

stateStoreSuite({ name: "files", open: openState, place: temporaryFolder, owner: ownerEntries() }, { describe, it });

const startOn = (host: string): RunStart => ({
  ...{ type: "RUN_START", runId: "r1", timestamp: "2026-01-01T00:00:00.000Z" },
  metadata: { host_pid: { type: "int", value: 1 }, host_name: { type: "text", value: host } },
});

test("a run of another machine is alive while its lease is renewed, and gone some minutes later", async () => {
  const dir = await temporaryFolder();
  const { runs } = openState(dir);
  const lifeOf = () => runs.lifeOf({ start: startOn("another-machine"), ending: null });
  expect(await lifeOf()).toBe("unknown");
  const lease = join(dir, ".millrace/locks/r1.json");
  mkdirSync(join(dir, ".millrace/locks"), { recursive: true });
  writeFileSync(lease, "{}");
  expect(await lifeOf()).toBe("alive");
  const before = Date.now() / 1000 - 6 * 60;
  utimesSync(lease, before, before);
  expect(await lifeOf()).toBe("gone");
});

test("the lease of another machine counts until it has not been renewed for a minute, by the clock of the disk", async () => {
  const dir = await temporaryFolder();
  const { leases } = openState(dir);
  const path = join(dir, ".millrace/locks/r0.json");
  mkdirSync(join(dir, ".millrace/locks"), { recursive: true });
  const since = "2026-01-01T00:00:00.000Z";
  const held = (host: string) => JSON.stringify({ state: "holds", runId: "r0", pid: 2 ** 22 + 1, host, since, assets: { a: null } });
  writeFileSync(path, held("another-machine"));
  const take = () => leases.take({ runId: "r1", assets: { a: null } }, () => true);
  expect(await take()).toMatchObject({ runId: "r0", host: "another-machine" });
  const before = Date.now() / 1000 - 61;
  utimesSync(path, before, before);
  const lease = await take();
  expect("release" in lease && lease.release()).toBeUndefined();
  // On this machine, it is known immediately.
  writeFileSync(path, held(hostname()));
  expect("release" in (await take())).toBe(true);
  expect(readdirSync(join(dir, ".millrace/locks"))).toEqual(["r1.json"]);
});
