// Measures the language server from an editor's perspective: a separate process, standard streams, projects with many assets.
import { readFileSync } from "node:fs";
import { graphRequest } from "../../runtime/contract/protocol.js";
import { spawnedServer } from "../support/wired-server.js";
import { EditedDocument } from "./edited-document.js";
import { type GeneratedProject, generateProject, type Weight } from "./generated-project.js";

const SIZES: readonly (readonly [assets: number, weight: Weight])[] = [
  [300, "plain"],
  [2000, "plain"],
  [10_000, "plain"],
  [2000, "heavy"],
];
const wanted = process.env.ASSETS;
const asked = SIZES.filter(([assets, weight]) => wanted === undefined || wanted === `${assets}` || wanted === `${assets} ${weight}`);

for (const [assets, weight] of asked) {
  const project = generateProject(assets, weight);
  try {
    await measure(project, weight);
  } finally {
    project.remove();
  }
}

async function measure(project: GeneratedProject, weight: Weight): Promise<void> {
  const label = `language: ${project.assets.toLocaleString("en-US")} assets${weight === "heavy" ? ", heavy types" : ""}`;
  const say = (what: string, text: string) => console.log(`${label}: ${what}: ${text}`);
  const started = performance.now();
  const server = await spawnedServer(project.dir);
  const { connection } = server;
  try {
    await connection.sendRequest(graphRequest.method, {});
    say("open, to first graph", `${(performance.now() - started).toFixed(0)} ms (bar for 2,000 assets: < 2,000 ms)`);
    const file = new EditedDocument(server, project);
    await file.typeProblem();
    say("open, to first type problem", `${(performance.now() - started).toFixed(0)} ms (no bar)`);
    await file.settle();

    say("keystroke → problems of the graph", percentiles(await rounds(20, () => file.graphProblem()), "p95 < 50 ms"));
    say(
      "keystroke → type problems of the edited file",
      percentiles(await rounds(10, () => file.typeProblem()), "p95 < 300 ms after 150 ms of quiet"),
    );
    await file.settle();
    for (const [what, method, params] of file.requests()) {
      say(`${what}, right after a keystroke`, percentiles(await rounds(20, () => file.ask(method, params, true)), "p95 < 50 ms"));
      await file.settle();
      say(`${what}, at rest`, percentiles(await rounds(20, () => file.ask(method, params, false)), "p95 < 50 ms"));
    }
    say("50 edits in a second, hover meanwhile", percentiles(await file.burst(), "p95 < 50 ms"));
    say("last of 50 edits in a second → problems of the graph", percentiles(await rounds(3, () => file.burstThenProblem()), "no bar"));
    say("a canceled request is answered", percentiles(await rounds(5, () => file.canceled()), "no bar"));
    await file.settle();
    say("memory", `${memoryOf(server.process.pid)} (bar for 2,000 assets: < 500 MB)`);
  } finally {
    await server.stop();
  }
}

async function rounds(count: number, round: () => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at < count; at++) times.push(await round());
  return times;
}

function percentiles(all: readonly number[], bar: string): string {
  const sorted = [...all].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms (${bar})`;
}

function memoryOf(pid: number | undefined): string {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const of = (name: string) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1000);
  return `${of("VmRSS")} MB, at the most ${of("VmHWM")} MB`;
}
