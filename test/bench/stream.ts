// Measures the peak memory of an asset that streams fifty million rows, in a separate process.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asset, Definitions, DuckDBIOManager, loadAssetValue, materialize } from "../../runtime/sdk/index.js";

const COUNT = Number(process.env.STREAMED ?? 50_000_000);
const BATCH = 100_000;

if (process.env.MILLRACE_BENCH_CHILD === undefined) inChild();
else await stream();

function inChild(): void {
  const folder = mkdtempSync(join(tmpdir(), "millrace-stream-"));
  try {
    for (const count of [COUNT / 10, COUNT]) {
      const env = { ...process.env, MILLRACE_BENCH_CHILD: folder, STREAMED: String(count) };
      const { status } = spawnSync(process.execPath, [process.argv[1] as string, "stream"], { env, stdio: "inherit" });
      if (status !== 0) throw new Error("streaming failed");
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function stream(): Promise<void> {
  const projectDir = process.env.MILLRACE_BENCH_CHILD as string;
  const ioManager = new DuckDBIOManager({ database: "stream.duckdb" });
  async function* rows() {
    for (let from = 0; from < COUNT; from += BATCH)
      yield Array.from({ length: Math.min(BATCH, COUNT - from) }, (_, at) => ({
        id: from + at,
        price: (from + at) / 4,
        name: `n${at % 1000}`,
      }));
  }
  const many = asset({ key: "many", ioManager }, () => rows());
  const start = performance.now();
  await materialize([many], { projectDir });
  const stored = performance.now();
  const batches = await loadAssetValue<AsyncIterable<unknown[]>>(new Definitions({ assets: [many] }), "many", {
    projectDir,
    loadAs: "batches",
  });
  let seen = 0;
  for await (const batch of batches) seen += batch.length;
  if (seen !== COUNT) throw new Error(`${seen} rows came back`);
  const million = (milliseconds: number) => `${(((COUNT / milliseconds) * 1000) / 1e6).toFixed(2)} million rows/s`;
  const peak = process.resourceUsage().maxRSS / 1000;
  console.log(
    `${COUNT.toLocaleString("en")} rows streamed into DuckDB (${million(stored - start)}) and out (${million(performance.now() - stored)}): peak memory ${peak.toFixed(0)} MB`,
  );
}
