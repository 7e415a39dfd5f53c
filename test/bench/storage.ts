// Measures the managers relative to baselines in the same process: files, S3, PostgreSQL, Arrow, relations, ten thousand partitions.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DuckDBDataChunk, DuckDBInstance } from "@duckdb/node-api";
import { type Table, tableFromArrays } from "apache-arrow";
import { parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { parquetWriteBuffer } from "hyparquet-writer";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { DeclaredType } from "../../runtime/contract/asset.js";
import {
  type AnyAsset,
  asset,
  DailyPartitionsDefinition,
  Definitions,
  DuckDBIOManager,
  FilesystemIOManager,
  type IOManager,
  loadAssetValue,
  materialize,
  ObjectStoreIOManager,
  PostgresIOManager,
  type Relation,
  StaticPartitionsDefinition,
  sql,
} from "../../runtime/sdk/index.js";
import { PostgresServer } from "../support/servers/postgres.js";
import { startS3 } from "../support/servers/s3.js";
import { best, compare } from "./measure.js";

interface Sale {
  id: number;
  price: number;
  name: string;
}

const COUNT = Number(process.env.ROWS ?? 1_000_000);
const FEWER = Math.round(COUNT / 10);
const folder = mkdtempSync(join(tmpdir(), "millrace-bench-"));
const rows: Sale[] = Array.from({ length: COUNT }, (_, at) => ({ id: at, price: at * 1.25 + 0.5, name: `name ${at % 5000}` }));
const fewer = rows.slice(0, FEWER);
const number = (value: number) => value.toLocaleString("en");

try {
  await arrow();
  await batches();
  await relations();
  await json();
  await parquet();
  await parquetBatches();
  await s3();
  await postgres();
  await partitions();
  await partitionsInDuckDB();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function arrow(): Promise<void> {
  const manager = new DuckDBIOManager({ database: "arrow.duckdb" });
  const table: Table = tableFromArrays({
    id: Int32Array.from(rows, (row) => row.id),
    price: Float64Array.from(rows, (row) => row.price),
    name: rows.map((row) => row.name),
  });
  await compare(`${number(COUNT)} rows of Arrow into DuckDB`, () => store("t", manager, table), {
    setColumns: (round) =>
      rawAppend("raw-arrow.duckdb", `t${round}`, "id INTEGER, price DOUBLE, name VARCHAR", (chunk, from, to) =>
        chunk.setColumns(["id", "price", "name"].map((name) => [...(table.getChild(name)?.slice(from, to) ?? [])])),
      ),
  });
  await compare(`${number(COUNT)} rows of Arrow out of DuckDB`, () => settled(load<Table>("t", manager, { loadAs: "table" })), {
    "columns to Arrow": () =>
      withRaw("arrow.duckdb", async (connection) => {
        const read = await connection.runAndReadAll("select id, price, name from main.t");
        const [id, price, name] = read.getColumns() as [number[], number[], string[]];
        tableFromArrays({ id: Int32Array.from(id), price: Float64Array.from(price), name });
      }),
  });
}

async function* inBatches(): AsyncGenerator<Sale[]> {
  for (let at = 0; at < COUNT; at += 10_000) yield rows.slice(at, at + 10_000);
}

async function readInBatches(ioManager: IOManager): Promise<void> {
  let seen = 0;
  for await (const batch of await load<AsyncIterable<Sale[]>>("t", ioManager, { loadAs: "batches" })) seen += batch.length;
  if (seen !== COUNT) throw new Error(`${seen} rows came back`);
}

async function batches(): Promise<void> {
  const manager = new DuckDBIOManager({ database: "batches.duckdb" });
  await compare(`${number(COUNT)} rows in batches into DuckDB`, () => store("t", manager, () => inBatches(), { form: "batches" }), {
    setRows: (round) =>
      rawAppend("raw-batches.duckdb", `t${round}`, "id BIGINT, price DOUBLE, name VARCHAR", (chunk, from, to) =>
        chunk.setRows(rows.slice(from, to).map((row) => [BigInt(row.id), row.price, row.name])),
      ),
  });
  await compare(`${number(COUNT)} rows in batches out of DuckDB`, () => readInBatches(manager), {
    yieldRowObjectJs: () =>
      withRaw("batches.duckdb", async (connection) => {
        const result = await connection.stream("select * from main.t");
        for await (const batch of result.yieldRowObjectJs()) if (batch.length === -1) throw new Error();
      }),
  });
}

async function relations(): Promise<void> {
  const manager = new DuckDBIOManager({ database: "relations.duckdb" });
  await store("t", manager, rows);
  const t = asset({ key: "t", ioManager: manager }, () => rows);
  const sums = asset(
    { key: "sums", ioManager: manager, ins: { soldSales: { key: "t", loadAs: "relation" } } },
    (soldSales: Relation<Sale>) => sql`select name, sum(price) as total, count(*) as n from ${soldSales} group by name`,
  );
  // The benchmark is bundled, and bundling renames parameters with equal names. These names are unique.
  const ours = async () => void (await materialize([t, sums], { projectDir: folder, selection: [sums] }));
  await compare(`a relation over ${number(COUNT)} rows, stored as a table`, ours, {
    "create table as": (round) =>
      withRaw("relations.duckdb", (connection) =>
        connection.run(`create or replace table raw${round} as select name, sum(price) as total, count(*) as n from t group by name`),
      ),
  });
}

async function json(): Promise<void> {
  const manager = new FilesystemIOManager({ baseDir: "json" });
  await compare(`${number(FEWER)} rows into a JSON file`, () => store("t", manager, fewer), {
    "stringify, fsync, rename": (round) => durable(join(folder, `raw-${round}.json`), Buffer.from(JSON.stringify(fewer))),
  });
  await compare(`${number(FEWER)} rows out of a JSON file`, () => settled(load("t", manager)), {
    "read and parse": async () => void JSON.parse(await readFile(join(folder, "json/t.json"), "utf8")),
  });
}

async function parquet(): Promise<void> {
  const manager = new FilesystemIOManager({ baseDir: "parquet" });
  const columns = {
    id: Int32Array.from(fewer, (row) => row.id),
    price: Float64Array.from(fewer, (row) => row.price),
    name: fewer.map((row) => row.name),
  };
  const table = tableFromArrays(columns);
  await compare(`${number(FEWER)} rows of Arrow into a Parquet file`, () => store("t", manager, table), {
    "hyparquet-writer": (round) =>
      durable(
        join(folder, `raw-${round}.parquet`),
        new Uint8Array(
          parquetWriteBuffer({
            columnData: [
              { name: "id", data: columns.id, type: "INT32" },
              { name: "price", data: columns.price, type: "DOUBLE" },
              { name: "name", data: columns.name, type: "STRING" },
            ],
          }),
        ),
      ),
  });
  await compare(`${number(FEWER)} rows out of a Parquet file`, () => settled(load("t", manager)), {
    hyparquet: async () => {
      const bytes = await readFile(join(folder, "parquet/t.parquet"));
      await parquetReadObjects({ file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length), compressors });
    },
  });
}

async function s3(): Promise<void> {
  const server = await startS3();
  try {
    const manager = new ObjectStoreIOManager({ uri: server.uri, ...server.options, timeout: 120 });
    const { endpoint, region, accessKeyId, secretAccessKey } = server.options.s3 as Record<string, string>;
    const credentials = { accessKeyId: accessKeyId as string, secretAccessKey: secretAccessKey as string };
    const client = new S3Client({ endpoint: endpoint as string, region: region as string, credentials, forcePathStyle: true });
    const value = new Uint8Array(randomBytes(100_000_000));
    const object = { Bucket: "lake", Key: "raw.bin" };
    await compare("100 MB into S3 (a server in this process)", () => store("t", manager, value), {
      PutObject: async () => void (await client.send(new PutObjectCommand({ ...object, Body: value }))),
    });
    await compare("100 MB out of S3", () => settled(load("t", manager)), {
      GetObject: async () => void (await (await client.send(new GetObjectCommand(object))).Body?.transformToByteArray()),
    });
    client.destroy();
  } finally {
    await server.stop();
  }
}

async function postgres(): Promise<void> {
  const server = await PostgresServer.start();
  const connection = server.url();
  const client = new pg.Client({ connectionString: connection });
  await client.connect();
  try {
    const manager = new PostgresIOManager({ connection });
    await compare(`${number(FEWER)} rows into PostgreSQL`, () => store("t", manager, fewer), {
      "COPY FROM STDIN csv": async (round) => {
        await client.query(`create table raw${round}_${Date.now()} (id bigint, price double precision, name text)`);
        await client.query("drop table if exists raw; create table raw (id bigint, price double precision, name text)");
        await pipeline(
          async function* () {
            for (let at = 0; at < FEWER; at += 1000)
              yield fewer
                .slice(at, at + 1000)
                .map((row) => `${row.id},${row.price},"${row.name}"\n`)
                .join("");
          },
          client.query(copyFrom("copy raw from stdin csv")),
        );
      },
    });
    await compare(`${number(FEWER)} rows out of PostgreSQL`, () => settled(load("t", manager)), {
      "select *": async () => void (await client.query("select * from raw")),
    });
  } finally {
    await client.end();
    await server.stop();
  }
}

/** Each partition is replaced in a separate transaction. */
async function partitionsInDuckDB(): Promise<void> {
  const definition = new DailyPartitionsDefinition({ startDate: "2025-01-01", endDate: "2026-01-01" });
  const rowsOf = (key: string) => Array.from({ length: 20 }, (_, at) => ({ day: new Date(key), n: at }));
  const ioManager = new DuckDBIOManager({ database: "days.duckdb" });
  const days = asset({ key: "days", ioManager, partitions: definition, metadata: { partitionExpr: "day" } }, (context) =>
    rowsOf(context.partitionKey),
  );
  await compare(
    "365 partitions of 20 rows into DuckDB",
    async () => void (await materialize([days], { projectDir: folder, partitions: "all" })),
    {
      "delete and insert in one open file": (round) =>
        withRaw("raw-days.duckdb", async (connection) => {
          await connection.run(`create table t${round} (day timestamp, n bigint)`);
          for (const key of definition.getPartitionKeys()) {
            await connection.run("begin transaction");
            await connection.run(`delete from t${round} where day >= timestamp '${key}' and day < timestamp '${key}' + interval 1 day`);
            await connection.run(`insert into t${round} select timestamp '${key}', range from range(20)`);
            await connection.run("commit");
          }
        }),
    },
  );
}

async function parquetBatches(): Promise<void> {
  const ioManager = new FilesystemIOManager({ baseDir: "parquet-batches" });
  const batched = asset({ key: "t", ioManager, metadata: { format: "parquet" } }, () => inBatches());
  await compare(`${number(COUNT)} rows in batches into Parquet`, async () => void (await materialize([batched], { projectDir: folder })), {
    "hyparquet-writer, all at once": (round) =>
      durable(
        join(folder, `raw-batches-${round}.parquet`),
        new Uint8Array(
          parquetWriteBuffer({
            columnData: [
              { name: "id", data: rows.map(({ id }) => id), type: "DOUBLE" },
              { name: "price", data: rows.map(({ price }) => price), type: "DOUBLE" },
              { name: "name", data: rows.map(({ name }) => name), type: "STRING" },
            ],
          }),
        ),
      ),
  });
  await compare(`${number(COUNT)} rows in batches out of Parquet`, () => readInBatches(ioManager), {
    "hyparquet, all at once": async () => {
      const bytes = await readFile(join(folder, "parquet-batches/t.parquet"));
      await parquetReadObjects({ file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length), compressors });
    },
  });
}

async function partitions(): Promise<void> {
  const keys = Array.from({ length: 10_000 }, (_, at) => `key-${at}`);
  const definition = new StaticPartitionsDefinition(keys);
  const text = "x".repeat(1000);
  const ioManager = new FilesystemIOManager({ baseDir: "parts" });
  const parts = asset({ key: "parts", ioManager, partitions: definition }, (context) => `${context.partitionKey}${text}`);
  const size = asset(
    { key: "size", ioManager, ins: { allOfThem: { key: "parts" } } },
    (allOfThem: ReadonlyMap<string, string>) => allOfThem.size,
  );
  const raw = join(folder, "raw-parts");
  await mkdir(raw);
  const stored = await best(async () => void (await materialize([parts], { projectDir: folder, partitions: "all" })));
  const rawStored = await best(async () => {
    for (let at = 0; at < keys.length; at += 16)
      await Promise.all(keys.slice(at, at + 16).map((key) => durable(join(raw, key), Buffer.from(text))));
  });
  console.log(
    `10,000 partitions of 1 kB stored: ${(stored / 1000).toFixed(1)} s, ${(stored / rawStored).toFixed(2)} × as many durable files (each store is two: the value and its record)`,
  );
  const loaded = await best(async () => {
    const result = await materialize([parts, size], { projectDir: folder, selection: [size] });
    if (result.outputForNode(size) !== keys.length) throw new Error("some partitions did not come back");
  });
  const rawLoaded = await best(async () => {
    for (let at = 0; at < keys.length; at += 32) await Promise.all(keys.slice(at, at + 32).map((key) => readFile(join(raw, key))));
  });
  console.log(
    `10,000 partitions of 1 kB loaded by one asset: ${(loaded / 1000).toFixed(1)} s, ${(loaded / rawLoaded).toFixed(2)} × reading as many files`,
  );
}

async function store(key: string, ioManager: IOManager, value: unknown, output: DeclaredType = { form: "value" }): Promise<void> {
  const made: AnyAsset = asset({ key, ioManager }, () => (output.form === "batches" ? (value as () => unknown)() : value));
  await materialize([made], { projectDir: folder });
}

async function load<T = unknown>(key: string, ioManager: IOManager, options: { loadAs?: "table" | "batches" } = {}): Promise<T> {
  const definitions = new Definitions({ assets: [asset({ key, ioManager }, () => null)] });
  return loadAssetValue<T>(definitions, key, { projectDir: folder, ...options });
}

/** Waits for the promise and ignores its value. */
async function settled(promise: Promise<unknown>): Promise<void> {
  await promise;
}

type Connection = Awaited<ReturnType<DuckDBInstance["connect"]>>;

async function withRaw(database: string, work: (connection: Connection) => Promise<unknown>): Promise<void> {
  const instance = await DuckDBInstance.fromCache(join(folder, database));
  const connection = await instance.connect();
  await work(connection);
  connection.closeSync();
  instance.closeSync();
}

function rawAppend(
  database: string,
  table: string,
  columns: string,
  fill: (chunk: DuckDBDataChunk, from: number, to: number) => void,
): Promise<void> {
  return withRaw(database, async (connection) => {
    await connection.run("begin transaction");
    await connection.run(`create or replace table "${table}" (${columns})`);
    const appender = await connection.createAppender(table);
    const types = columns.split(",").map((_, at) => appender.columnType(at));
    for (let from = 0; from < COUNT; from += 2048) {
      const chunk = DuckDBDataChunk.create(types, Math.min(2048, COUNT - from));
      fill(chunk, from, Math.min(from + 2048, COUNT));
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    await connection.run("commit");
  });
}

async function durable(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(`${path}.tmp`, "w");
  await file.writeFile(bytes);
  await file.sync();
  await file.close();
  await rename(`${path}.tmp`, path);
}
