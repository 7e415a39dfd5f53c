// Measures the runtime relative to a baseline in the same process. Prints one number per line. Run it from the root, after a build.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DuckDBDataChunk, DuckDBInstance, DuckDBTimestampValue } from "@duckdb/node-api";
import type { RunPlan } from "../../runtime/contract/run.js";
import { newRunId } from "../../runtime/contract/run-id.js";
import { startRun } from "../../runtime/host/run.js";
import { asset, DuckDBIOManager, materialize, materializeToMemory } from "../../runtime/sdk/index.js";
import { best, compare } from "./measure.js";

interface Sale {
  id: number;
  price: number;
  name: string;
  at: Date;
  paid: boolean;
}

const COUNT = Number(process.env.ROWS ?? 1_000_000);
const BAR = "1.5 ×";
const folder = mkdtempSync(join(tmpdir(), "millrace-bench-"));
const rows: Sale[] = Array.from({ length: COUNT }, (_, at) => ({
  id: at,
  price: at * 1.25 + 0.5,
  name: `name ${at % 5000}`,
  at: new Date(1_600_000_000_000 + at * 1000),
  paid: at % 3 === 0,
}));

try {
  await duckdbIn();
  await duckdbOut();
  await trivialAssets();
  await clickToFirstLine();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function duckdbIn(): Promise<void> {
  await compare(
    `${COUNT.toLocaleString("en")} rows into DuckDB`,
    (round) => storeWithManager(`in-${round}`),
    {
      setRows: (round) =>
        rawWrite(`raw-rows-${round}`, (chunk, from, to) =>
          chunk.setRows(rows.slice(from, to).map((row) => [BigInt(row.id), row.price, row.name, timestamp(row.at), row.paid])),
        ),
      setColumns: (round) =>
        rawWrite(`raw-columns-${round}`, (chunk, from, to) => {
          const part = rows.slice(from, to);
          chunk.setColumns([
            part.map((row) => BigInt(row.id)),
            part.map((row) => row.price),
            part.map((row) => row.name),
            part.map((row) => timestamp(row.at)),
            part.map((row) => row.paid),
          ]);
        }),
      vectors: (round) => rawWrite(`raw-vectors-${round}`, fillVectors),
    },
    BAR,
  );
}

async function duckdbOut(): Promise<void> {
  const ours = async () => {
    const loaded = await loadWithManager("in-0");
    if (loaded.length !== COUNT || !(loaded[0]?.at instanceof Date)) throw new Error("the rows did not come back");
  };
  await compare(
    `${COUNT.toLocaleString("en")} rows out of DuckDB`,
    ours,
    {
      yieldRowObjectJs: () =>
        rawRead(async (connection) => {
          const result = await connection.stream("select * from sales.in_0");
          const all: unknown[] = [];
          for await (const batch of result.yieldRowObjectJs()) for (const row of batch) all.push(row);
          return all.length;
        }),
      getRowObjectsJS: () =>
        rawRead(async (connection) => (await (await connection.run("select * from sales.in_0")).getRowObjectsJS()).length),
      "columns to rows": () => rawRead(readColumns),
    },
    BAR,
  );
}

async function trivialAssets(): Promise<void> {
  const assets = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`a${at}`, asset({ key: `a${at}` }, () => at)]));
  const memory = await best(async () => void (await materializeToMemory(assets)));
  console.log(`1,000 trivial assets in memory: ${(memory / 1000).toFixed(3)} ms an asset (bar: 2)`);
  const disk = await best(async (round) => void (await materialize(assets, { projectDir: join(folder, `trivial-${round}`) })));
  console.log(`1,000 trivial assets to files: ${(disk / 1000).toFixed(3)} ms an asset (bar: 5)`);
}

async function clickToFirstLine(): Promise<void> {
  const projectDir = join(folder, "click");
  mkdirSync(join(projectDir, "node_modules"), { recursive: true });
  symlinkSync(resolve("runtime"), join(projectDir, "node_modules", "millrace"), "junction");
  writeFileSync(
    join(projectDir, "millrace.config.ts"),
    'import { asset, Definitions } from "millrace";\nexport const first = asset(() => { console.log("here"); return 1; });\nexport default new Definitions({ assets: { first } });\n',
  );
  const plan = (): RunPlan => ({
    version: 1,
    runId: newRunId(),
    projectDir,
    configFile: "millrace.config.ts",
    selection: ["first"],
    jobName: null,
    steps: [{ assetKey: "first", bindings: [], after: [], output: { form: "value" }, stores: true }],
  });
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    let heard = 0;
    const sink = (event: { readonly type: string }) => {
      if (event.type === "LOG" && heard === 0) heard = performance.now() - start;
    };
    await (await startRun(plan(), { sink })).done;
    times.push(heard);
  }
  console.log(
    `click to the first line of the user's function: ${Math.min(...times).toFixed(0)} ms at best, ${median(times).toFixed(0)} ms in the middle (bar: 300)`,
  );
}

async function storeWithManager(name: string): Promise<void> {
  const db = new DuckDBIOManager({ database: "bench.duckdb", schema: "sales" });
  await materialize([asset({ key: name.replaceAll("-", "_"), ioManager: db }, () => rows)], { projectDir: folder });
}

async function loadWithManager(name: string): Promise<Sale[]> {
  const db = new DuckDBIOManager({ database: "bench.duckdb", schema: "sales" });
  const { loadAssetValue, Definitions } = await import("../../runtime/sdk/index.js");
  return loadAssetValue<Sale[]>(
    new Definitions({ assets: [asset({ key: name.replaceAll("-", "_"), ioManager: db }, () => rows)] }),
    name.replaceAll("-", "_"),
    { projectDir: folder },
  );
}

type Connection = Awaited<ReturnType<DuckDBInstance["connect"]>>;

async function rawWrite(name: string, fill: (chunk: DuckDBDataChunk, from: number, to: number) => void): Promise<void> {
  const instance = await DuckDBInstance.fromCache(join(folder, "raw.duckdb"));
  const connection = await instance.connect();
  await connection.run(`begin transaction`);
  await connection.run(`create table "${name}" (id BIGINT, price DOUBLE, name VARCHAR, "at" TIMESTAMP, paid BOOLEAN)`);
  const appender = await connection.createAppender(name);
  const types = [0, 1, 2, 3, 4].map((at) => appender.columnType(at));
  for (let from = 0; from < COUNT; from += 2048) {
    const chunk = DuckDBDataChunk.create(types, Math.min(2048, COUNT - from));
    fill(chunk, from, Math.min(from + 2048, COUNT));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  await connection.run("commit");
  connection.closeSync();
  instance.closeSync();
}

interface Vector {
  readonly items: Float64Array & BigInt64Array;
  setItem(at: number, value: unknown): void;
  flush(): void;
}

function fillVectors(chunk: DuckDBDataChunk, from: number, to: number): void {
  const [id, price, name, at, paid] = [0, 1, 2, 3, 4].map((column) => chunk.getColumnVector(column) as unknown as Vector) as [
    Vector,
    Vector,
    Vector,
    Vector,
    Vector,
  ];
  for (let row = from; row < to; row++) {
    const sale = rows[row] as Sale;
    (id.items as BigInt64Array)[row - from] = BigInt(sale.id);
    (price.items as Float64Array)[row - from] = sale.price;
    name.setItem(row - from, sale.name);
    (at.items as BigInt64Array)[row - from] = BigInt(sale.at.getTime()) * 1000n;
    paid.setItem(row - from, sale.paid);
  }
  for (const vector of [id, price, name, at, paid]) vector.flush();
}

async function rawRead(read: (connection: Connection) => Promise<number>): Promise<void> {
  const instance = await DuckDBInstance.fromCache(join(folder, "bench.duckdb"));
  const connection = await instance.connect();
  if ((await read(connection)) !== COUNT) throw new Error("the raw way read another number of rows");
  connection.closeSync();
  instance.closeSync();
}

async function readColumns(connection: Connection): Promise<number> {
  const result = await connection.stream("select * from sales.in_0");
  const all: Sale[] = [];
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const [id, price, name, at, paid] = [0, 1, 2, 3, 4].map((column) => chunk?.getColumnValues(column)) as [
      bigint[],
      number[],
      string[],
      DuckDBTimestampValue[],
      boolean[],
    ];
    for (let row = 0; row < chunk.rowCount; row++) {
      all.push({
        id: Number(id[row]),
        price: price[row] as number,
        name: name[row] as string,
        at: new Date(Number((at[row] as DuckDBTimestampValue).micros / 1000n)),
        paid: paid[row] as boolean,
      });
    }
  }
  return all.length;
}

function timestamp(date: Date): DuckDBTimestampValue {
  return new DuckDBTimestampValue(BigInt(date.getTime()) * 1000n);
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] as number;
}
