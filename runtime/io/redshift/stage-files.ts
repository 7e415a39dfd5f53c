// Stages rows for Redshift: Parquet files of bounded size in S3, with a manifest for each set of columns.
import { randomUUID } from "node:crypto";
import { encodeSegment } from "../../contract/address.js";
import type { ObjectStore } from "../object-store/object-store.js";
import { kindsOf, type ServerKind } from "../postgres/column-types.js";
import type { Columns, Row } from "../tables/rows.js";
import { cellReader } from "../values/cells.js";
import { TRANSPORTS } from "./dialect.js";

/** Files with the same columns, which one COPY loads. */
export interface StagedFiles {
  readonly kinds: ReadonlyMap<string, ServerKind>;
  /** `s3://…` of the manifest. */
  readonly manifest: string;
  readonly rows: number;
}

export interface StageOptions {
  readonly store: ObjectStore;
  readonly assetKey: string;
  /** A file is closed when it reaches this number of bytes. */
  readonly fileBytes: number;
  readonly signal: AbortSignal;
}

export interface Stage {
  /** Rows with the columns `columns`. When they differ from the previous ones, a new set of files begins. */
  write(rows: readonly Row[], columns: Columns): Promise<void>;
  /** Everything that was written; each file is complete. */
  end(): Promise<readonly StagedFiles[]>;
  /** Removes every object that was written, after success and failure. */
  remove(): Promise<void>;
}

/** Rows of a row group. Memory holds about one row group and one file. */
const GROUP = 20_000;
const DAY = 24 * 60 * 60 * 1000;

export function openStage({ store, assetKey, fileBytes, signal }: StageOptions): Stage {
  const folder = `${assetKey.split("/").map(encodeSegment).join("/")}/${randomUUID()}`;
  const objects: string[] = [];
  const done: StagedFiles[] = [];
  let set: OpenSet | null = null;

  async function put(name: string, bytes: Uint8Array): Promise<void> {
    objects.push(name);
    await store.put(name, bytes, signal);
  }

  async function closeFile(open: OpenSet): Promise<void> {
    if (open.file === null) return;
    const bytes = await open.file.finish();
    open.file = null;
    const name = `${folder}/${done.length}/${String(open.entries.length).padStart(5, "0")}.parquet`;
    await put(name, bytes);
    open.entries.push({ url: store.addressOf(name), mandatory: true, meta: { content_length: bytes.byteLength } });
  }

  async function closeSet(): Promise<void> {
    if (set === null) return;
    await closeFile(set);
    const name = `${folder}/${done.length}/manifest.json`;
    await put(name, Buffer.from(JSON.stringify({ entries: set.entries })));
    done.push({ kinds: set.kinds, manifest: store.addressOf(name), rows: set.rows });
    set = null;
  }

  return {
    async write(rows, columns) {
      if (rows.length === 0) return;
      const kinds = kindsOf(columns);
      if (set !== null && !sameKinds(set.kinds, kinds)) await closeSet();
      set ??= { kinds, entries: [], rows: 0, file: null };
      for (let at = 0; at < rows.length; at += GROUP) {
        set.file ??= await openFile(kinds);
        set.file.write(rows.slice(at, at + GROUP), set.rows);
        set.rows += Math.min(GROUP, rows.length - at);
        if (set.file.size() >= fileBytes) await closeFile(set);
        signal.throwIfAborted();
      }
    },
    async end() {
      await closeSet();
      return done;
    },
    async remove() {
      for (const name of objects) await store.delete(name);
    },
  };
}

/** Files that killed processes left behind: files of this asset that are older than a day. */
export async function removeLeftovers(store: ObjectStore, assetKey: string, now: number = Date.now()): Promise<number> {
  let removed = 0;
  for await (const { name, modified } of store.list(`${assetKey.split("/").map(encodeSegment).join("/")}/`)) {
    if (now - modified.getTime() < DAY || !/\/[0-9a-f-]{36}\/\d+\/[^/]+$/.test(name)) continue;
    await store.delete(name);
    removed++;
  }
  return removed;
}

interface OpenSet {
  readonly kinds: ReadonlyMap<string, ServerKind>;
  readonly entries: { url: string; mandatory: true; meta: { content_length: number } }[];
  rows: number;
  file: OpenFile | null;
}

interface OpenFile {
  /** `from`: the number of previous rows, for messages. */
  write(rows: readonly Row[], from: number): void;
  size(): number;
  finish(): Promise<Uint8Array>;
}

/** COPY reads columns by position, so their names in the file are numbers, which need no quoting. */
async function openFile(kinds: ReadonlyMap<string, ServerKind>): Promise<OpenFile> {
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import("hyparquet-writer");
  const columns = [...kinds].map(([name, kind], at) => ({ name, transport: TRANSPORTS[kind], field: `c${at}` }));
  const empty = columns.map(({ field, transport }) => ({ name: field, data: [], type: transport.parquet, nullable: true }));
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({ writer: bytes, schema: schemaFromColumnData({ columnData: empty }) });
  return {
    write(rows, from) {
      const columnData = columns.map(({ name, transport, field }) => {
        const read = cellReader(name);
        const data = rows.map((row, at) => {
          const value = read(row);
          return value === null || value === undefined ? null : transport.encode(value, [from + at, name]);
        });
        return { name: field, data };
      });
      writer.write({ columnData, rowGroupSize: GROUP });
    },
    size: () => bytes.offset,
    async finish() {
      await writer.finish();
      return new Uint8Array(bytes.getBuffer());
    },
  };
}

function sameKinds(a: ReadonlyMap<string, ServerKind>, b: ReadonlyMap<string, ServerKind>): boolean {
  return a.size === b.size && [...a].every(([name, kind]) => b.get(name) === kind);
}
