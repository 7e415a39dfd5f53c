// Coordinates the use of a DuckDB file in this process: one instance for each file, one writer at a time, and turns for other processes.
import { setTimeout } from "node:timers/promises";
import type { DuckDBInstance } from "@duckdb/node-api";
import type { DuckDBSetup } from "./settings.js";
import { Attachments } from "./setup.js";

/** Any number of users share the one instance of a file, or the instance of another database to which the file is attached. */
export interface Gate {
  users: number;
  /** The users that have a connection, or are about to get one. */
  connected: number;
  isWritten: boolean;
  /** The database to which the file is attached, and how many of its users requested that. */
  holder: string | null;
  holds: number;
  readonly attachments: Attachments;
  /** The setup of the open instance; null: no user has requested one yet. */
  setup: { readonly asked: DuckDBSetup; readonly done: Promise<void> } | null;
  opening: Promise<DuckDBInstance> | null;
  instance: DuckDBInstance | null;
  /** The catalog of the instance's own file. */
  catalog: string | null;
  /** When the instance was opened, in milliseconds of `performance.now()`. */
  openedAt: number;
  /** Resolves when other processes have had their turn. */
  turn: Promise<void> | null;
}

/** What is acquired together: a file, the files to attach to it exclusively, and the right to write. */
export interface Entry {
  readonly path: string;
  readonly attach: readonly string[];
  readonly write: boolean;
}

const gates = new Map<string, Gate>();
const waiting: { readonly entry: Entry; readonly resume: () => void }[] = [];

/** In milliseconds. */
export const timing = {
  /** How long a file stays open while users keep waiting for it: opening a file costs more than a small write. */
  openAtMost: 2_000,
  /** How long it is closed after that. Other processes check for it at shorter intervals. */
  turn: 100,
  lookAgain: 50,
};

export function gateOf(path: string): Gate {
  const gate = gates.get(path) ?? newGate();
  gates.set(path, gate);
  return gate;
}

function newGate(): Gate {
  return {
    users: 0,
    connected: 0,
    isWritten: false,
    holder: null,
    holds: 0,
    attachments: new Attachments(),
    setup: null,
    opening: null,
    instance: null,
    catalog: null,
    openedAt: 0,
    turn: null,
  };
}

/** Acquires everything in a request at once, so that no user holds a part while waiting for another. */
export async function enter(entry: Entry): Promise<void> {
  while (!isFree(entry)) await new Promise<void>((resume) => waiting.push({ entry, resume }));
  const main = gateOf(entry.path);
  main.users++;
  main.isWritten ||= entry.write;
  for (const gate of entry.attach.map(gateOf)) {
    // The file may have stayed open for a waiting user.
    close(gate);
    gate.holder = entry.path;
    gate.holds++;
  }
}

function isFree({ path, attach, write }: Entry): boolean {
  const main = gateOf(path);
  const isTaken = (gate: Gate) => gate.users > 0 || (gate.holder !== null && gate.holder !== path);
  return main.holder === null && !(write && main.isWritten) && !attach.map(gateOf).some(isTaken);
}

/** Releases the request. The file is closed if no other user continues with it. */
export function leave({ path, attach, write }: Entry): void {
  const gate = gateOf(path);
  gate.users--;
  if (write) gate.isWritten = false;
  for (const other of attach.map(gateOf)) if (--other.holds === 0) other.holder = null;
  if (gate.users === 0 && !hasNext(path)) close(gate);
  for (const { resume } of waiting.splice(0)) resume();
}

/** Whether a waiting user can get the file now. */
function hasNext(path: string): boolean {
  return waiting.some(({ entry }) => entry.path === path && isFree(entry));
}

/** An opening that its first user canceled; other users begin a new one. */
class GivenUp {
  constructor(readonly reason: unknown) {}
}

/**
 * The instance for one more connection; opens it if it is closed. The caller must call `disconnected` afterwards. `open` gets whether the
 * file was closed to give other processes a turn: then this process had it. `signal` is the signal that `open` obeys.
 */
export async function instanceOf(
  gate: Gate,
  open: (isAfterTurn: boolean) => Promise<DuckDBInstance>,
  signal?: AbortSignal,
): Promise<DuckDBInstance> {
  gate.connected++;
  const isFirst = gate.opening === null;
  gate.opening ??= (async () => {
    const isAfterTurn = gate.turn !== null;
    await gate.turn;
    gate.turn = null;
    const instance = await open(isAfterTurn).catch((error: unknown) => {
      throw signal?.aborted === true ? new GivenUp(error) : error;
    });
    gate.instance = instance;
    gate.openedAt = performance.now();
    return instance;
  })();
  const { opening } = gate;
  try {
    return await opening;
  } catch (error) {
    if (gate.opening === opening) gate.opening = null;
    gate.connected--;
    if (!(error instanceof GivenUp)) throw error;
    if (isFirst) throw error.reason;
  }
  return instanceOf(gate, open, signal);
}

/** Ends one connection. When other users in this process wait, and the file has been open for long, other processes get a turn first. */
export function disconnected(path: string): void {
  const gate = gateOf(path);
  gate.connected--;
  const isWanted = gate.users > 1 || waiting.some(({ entry }) => entry.path === path);
  if (!isWanted || gate.connected > 0 || performance.now() - gate.openedAt < timing.openAtMost || gate.instance === null) return;
  close(gate);
  gate.turn = setTimeout(timing.turn);
}

function close(gate: Gate): void {
  gate.instance?.closeSync();
  gate.instance = null;
  gate.catalog = null;
  gate.opening = null;
  gate.setup = null;
}
