// Materializes the examples in the terminal, as a user would, and prints for every asset its address, size and duration.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { RunEvent } from "../runtime/contract/events.js";
import { sizeOf } from "../runtime/contract/size-words.js";
import { duration } from "../runtime/contract/time-words.js";

const root = process.cwd();
const millrace = join(root, "runtime/bin/millrace.js");

const api = await hackerNews();
console.log(api.said);
const ended = [
  await materialize("hackernews", [], { HACKERNEWS_API: api.url }),
  await materialize("census", []),
  await materialize("shop", ["--all-partitions"]),
];
api.stop();
if (ended.every((good) => good)) {
  console.log("\nLook at a value:       cd examples/census && npx millrace show licenses");
  console.log("Look at a partition:   cd examples/shop && npx millrace show orders --partition 2026-01-31");
  console.log("See it in an editor:   npm run editor");
} else process.exitCode = 1;

/** The public API if it answers, else a local server with the bundled sample. */
async function hackerNews(): Promise<{ url: string; said: string; stop: () => void }> {
  const url = "https://hacker-news.firebaseio.com/v0";
  const answered = await fetch(`${url}/topstories.json`, { signal: AbortSignal.timeout(4000) }).then(
    (response) => response.ok,
    () => false,
  );
  if (answered) return { url, said: `Hacker News: the public API at ${url}.`, stop: () => {} };
  const { serveSample } = await import(join(root, "examples/hackernews/sample/serve.mjs"));
  const sample = await serveSample();
  const said = `Hacker News: the public API does not answer, so a bundled sample of invented stories is served by a stand-in at ${sample.url}.`;
  return { url: sample.url, said, stop: sample.stop };
}

async function materialize(example: string, options: readonly string[], env: Record<string, string> = {}): Promise<boolean> {
  const cwd = join(root, "examples", example);
  for (const made of ["data", ".millrace"]) rmSync(join(cwd, made), { recursive: true, force: true });
  console.log(`\n$ cd examples/${example} && npx millrace ${["materialize", ...options].join(" ")}`);
  const child = spawn(process.execPath, [millrace, "materialize", ...options, "--json"], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
  const rows: string[][] = [["asset", "stored at", "size", "took"]];
  const partitions = new Map<string, number>();
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as RunEvent;
    const { materialization: record } = event;
    if (record?.partitionKey !== undefined) partitions.set(record.assetKey, (partitions.get(record.assetKey) ?? 0) + 1);
    // Of an asset with partitions, the first one is printed.
    if (record?.stored && (partitions.get(record.assetKey) ?? 1) === 1) {
      const at = join("examples", example, record.stored.storedAt);
      rows.push([record.assetKey, at, sizeOf(record.stored) ?? "", duration(record.durationMs)]);
    } else if (event.type === "STEP_FAILURE") console.log(`${event.assetKey} failed: ${event.error?.message ?? event.message}`);
  }
  const code = await exited;
  for (const row of rows) {
    const count = partitions.get(row[0] ?? "");
    if (count !== undefined) row.push(`and ${count - 1} more`);
  }
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows)
    console.log(
      `  ${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd()}`,
    );
  return code === 0;
}
