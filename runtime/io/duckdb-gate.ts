// Who of this process uses a DuckDB file: one instance a file, one writer at a time, and turns for other processes.
import { setTimeout } from "node:timers/promises";
import type { DuckDBInstance } from "@duckdb/node-api";
import type { DuckDBSetup } from "./duckdb-settings.js";
import { Attachments } from "./duckdb-setup.js";

/** Any number use a file through its one instance, or one other database's instance, to which it is attached. */
export interface Gate {
  /** Those who use the file, or wait for their turn to write. */
  users: number;
  /** Those of them who have a connection, or are about to get one. */
  connected: number;
  /** The database that has it attached, and how many users of that one asked for it. */
  holder: string | null;
  holds: number;
  readonly attachments: Attachments;
  /** What the open instance was made to have; null: nobody has asked for anything yet. */
  setup: { readonly asked: DuckDBSetup; readonly done: Promise<void> } | null;
  opening: Promise<DuckDBInstance> | null;
  instance: DuckDBInstance | null;
  /** The catalog of the open instance's own file. */
  catalog: string | null;
  /** When the instance was opened, in milliseconds of `performance.now()`. */
  openedAt: number;
  /** Ends when others have had their turn. */
  turn: Promise<void> | null;
  /** The end of the queue of writers. */
  writers: Promise<void>;
}

const gates = new Map<string, Gate>();
const waiting: (() => void)[] = [];

/** In milliseconds. */
export const timing = {
  /** How long a file stays open where there is always somebody who waits to write: opening one costs more than a small write. */
  openAtMost: 2_000,
  /** How long it is then closed. Other processes look for it in shorter steps. */
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
    holder: null,
    holds: 0,
    attachments: new Attachments(),
    setup: null,
    opening: null,
    instance: null,
    catalog: null,
    openedAt: 0,
    turn: null,
    writers: Promise.resolve(),
  };
}

/** Takes the file, and those to attach for itself alone, all at once: nobody holds one while waiting for another. */
export async function enter(path: string, attach: readonly string[]): Promise<void> {
  const main = gateOf(path);
  const others = attach.map(gateOf);
  const isTaken = (gate: Gate) => gate.users > 0 || (gate.holder !== null && gate.holder !== path);
  while (main.holder !== null || others.some(isTaken)) await new Promise<void>((resume) => waiting.push(resume));
  main.users++;
  for (const gate of others) {
    gate.holder = path;
    gate.holds++;
  }
}

/** Gives them back. The last one closes the file. */
export function leave(path: string, attach: readonly string[]): void {
  const gate = gateOf(path);
  gate.users--;
  if (gate.users === 0) close(gate);
  for (const other of attach.map(gateOf)) if (--other.holds === 0) other.holder = null;
  for (const resume of waiting.splice(0)) resume();
}

/** The instance for one more connection, opened where it is not open. Whoever gets it calls `disconnected` in the end. */
export async function instanceOf(gate: Gate, open: () => Promise<DuckDBInstance>): Promise<DuckDBInstance> {
  gate.connected++;
  gate.opening ??= (async () => {
    await gate.turn;
    gate.turn = null;
    const instance = await open();
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
    throw error;
  }
}

/** One connection less. Where only writers wait, and the file has been open for long, other processes get a turn. */
export function disconnected(gate: Gate): void {
  gate.connected--;
  if (gate.connected > 0 || performance.now() - gate.openedAt < timing.openAtMost || gate.instance === null) return;
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

/** Waits until no earlier writer of the file is left; ends the turn when called. */
export async function queueWriter(path: string): Promise<() => void> {
  const gate = gateOf(path);
  const before = gate.writers;
  let done: () => void = () => undefined;
  gate.writers = new Promise<void>((resolveDone) => {
    done = resolveDone;
  });
  await before;
  return done;
}
