// COPY FROM STDIN: streams rows into a table at the speed of the server.
import { once } from "node:events";
import { finished } from "node:stream/promises";
import { quoted } from "../tables/quoted.js";
import type { Row } from "../tables/rows.js";
import { destroy, type Session } from "./connection.js";
import { type EncodedColumn, lineWriter } from "./copy-text.js";

export interface CopyWriter {
  write(rows: readonly Row[]): Promise<void>;
  /** Resolves when the server has received everything. */
  end(): Promise<void>;
}

/** Approximately the buffer size of a socket. */
const CHUNK = 128 * 1024;

/** `table` is SQL. When a row cannot be written, the connection is cut, so that the server discards all rows. */
export async function openCopy(session: Session, table: string, columns: readonly EncodedColumn[]): Promise<CopyWriter> {
  const { from } = await importCopyStreams(session.label);
  const line = lineWriter(columns);
  const stream = session.client.query(
    from(`copy ${table} (${columns.map(({ name }) => quoted(name)).join(", ")}) from stdin`, { highWaterMark: 2 * CHUNK }),
  );
  let failure: Error | null = null;
  stream.on("error", (error: Error) => {
    failure = error;
    // The library releases the connection now, but would still write the buffered rows to it.
    stream.destroy();
  });
  let written = 0;

  async function send(text: string): Promise<void> {
    if (failure !== null) throw failure;
    if (stream.write(text)) return;
    // Rejects when the server refuses a row meanwhile.
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

/** `pg-copy-streams` is an optional dependency, imported on first use. */
export async function importCopyStreams(label: string): Promise<typeof import("pg-copy-streams")> {
  try {
    return await import("pg-copy-streams");
  } catch (cause) {
    throw new Error(`[${label}] needs the package pg-copy-streams. Install it: npm install pg pg-copy-streams`, { cause });
  }
}
