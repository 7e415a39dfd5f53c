// COPY FROM STDIN: rows into a table as a stream, no faster than the server takes them.
import { once } from "node:events";
import { finished } from "node:stream/promises";
import { quoted } from "../tables/quoted.js";
import type { Row } from "../tables/rows.js";
import { destroy, type Session } from "./connection.js";
import { type EncodedColumn, lineWriter } from "./copy-text.js";

export interface CopyWriter {
  write(rows: readonly Row[]): Promise<void>;
  /** Resolves when the server has taken everything. */
  end(): Promise<void>;
}

/** About what a socket takes at once. */
const CHUNK = 128 * 1024;

/** `table` is written as SQL. When a row cannot be written the connection is cut, so that the server takes nothing of it. */
export async function openCopy(session: Session, table: string, columns: readonly EncodedColumn[]): Promise<CopyWriter> {
  const { from } = await importCopyStreams(session.label);
  const line = lineWriter(columns);
  const stream = session.client.query(
    from(`copy ${table} (${columns.map(({ name }) => quoted(name)).join(", ")}) from stdin`, { highWaterMark: 2 * CHUNK }),
  );
  let failure: Error | null = null;
  stream.on("error", (error: Error) => {
    failure = error;
    // The library lets go of the connection now, and would still write to it what waits here.
    stream.destroy();
  });
  let written = 0;

  async function send(text: string): Promise<void> {
    if (failure !== null) throw failure;
    if (stream.write(text)) return;
    // Rejects when the server refuses something meanwhile.
    await once(stream, "drain");
  }

  return {
    async write(rows) {
      try {
        let chunk = "";
        for (const row of rows) {
          chunk += line(row, written++);
          if (chunk.length < CHUNK) continue;
          await send(chunk);
          chunk = "";
        }
        if (chunk !== "") await send(chunk);
      } catch (error) {
        if (failure === null) destroy(session.client);
        throw error;
      }
    },
    async end() {
      if (failure !== null) throw failure;
      stream.end();
      await finished(stream);
      if (failure !== null) throw failure;
    },
  };
}

/** Copies all rows of one array. */
export async function copyRows(session: Session, table: string, columns: readonly EncodedColumn[], rows: readonly Row[]): Promise<void> {
  if (rows.length === 0 || columns.length === 0) return;
  const copy = await openCopy(session, table, columns);
  await copy.write(rows);
  await copy.end();
}

/** `pg-copy-streams` is the user's own choice, and imported on first use. */
export async function importCopyStreams(label: string): Promise<typeof import("pg-copy-streams")> {
  try {
    return await import("pg-copy-streams");
  } catch (cause) {
    throw new Error(`[${label}] needs the package pg-copy-streams. Install it: npm install pg pg-copy-streams`, { cause });
  }
}
