// The child process: receives one request over IPC, executes it, reports, and exits. Millrace itself does not write to stdout.
import type { Ask, Cancel, WorkerMessage, WorkerRequest } from "../contract/worker.js";
import { lookedForVariablesIn } from "../sdk/env-var.js";
import { adopt } from "./adopt.js";
import { describe } from "./describe.js";
import { type Look, look } from "./look/look.js";
import { setModuleTable } from "./module-table.js";
import { move } from "./move.js";
import { moveNames } from "./move-names.js";
import { openReport } from "./report.js";
import { run } from "./run.js";
import { show } from "./show.js";
import { verify } from "./verify.js";

// Stored before user code can call it: the report replaces it by a function that fails.
const exit = process.exit.bind(process);
const report = openReport(exit);
const canceling = new AbortController();
let started = false;
let looking: Look | null = null;

process.on("disconnect", () => exit(1));
// A terminal sends Ctrl+C to this process, too. The host sends a cancel request instead, so that the code has time to clean up.
process.on("SIGINT", () => undefined);
// If the parent died before this line, there is no event for it.
if (!process.connected) exit(1);
process.on("message", (message: WorkerRequest | Cancel | Ask) => {
  if (message.kind === "cancel") {
    canceling.abort(new Error("the run was canceled"));
    void looking
      ?.end()
      .then(report.flush)
      .then(() => exit(0));
  } else if (message.kind === "ask") {
    looking?.hear(message);
  } else if (message.kind === "look") {
    started = true;
    lookedForVariablesIn(message.envFiles ?? []);
    setModuleTable(message.modules);
    report.onCrash((error) => report.send({ kind: "failed", error: report.errorOf(error, message.projectDir) }));
    looking = look(message, report);
  } else if (!started) {
    started = true;
    lookedForVariablesIn(message.envFiles ?? []);
    setModuleTable(message.modules);
    void act(message);
  }
});

async function act(request: Exclude<WorkerRequest, { kind: "look" }>): Promise<void> {
  try {
    await answer(request);
  } catch (error) {
    report.send({ kind: "failed", error: report.errorOf(error, process.cwd()) });
  } finally {
    await report.flush();
    exit(0);
  }
}

async function answer(request: Exclude<WorkerRequest, { kind: "look" }>): Promise<void> {
  switch (request.kind) {
    case "run":
      return run(request.plan, report, canceling.signal);
    case "describe":
      return report.send(
        await orFailure(request.projectDir, async () => ({ kind: "described", described: await describe(request, report) })),
      );
    case "show":
      return report.send(await orFailure(request.projectDir, async () => ({ kind: "shown", shown: await show(request, report) })));
    case "verify":
      return report.send(await orFailure(request.projectDir, async () => ({ kind: "verified", verified: await verify(request, report) })));
    case "adopt":
      return report.send(await orFailure(request.projectDir, async () => ({ kind: "adopted", adopted: await adopt(request, report) })));
    case "move-names":
      return report.send(
        await orFailure(request.projectDir, async () => ({ kind: "names-moved", values: await moveNames(request, report) })),
      );
    case "move":
      return report.send(await orFailure(request.projectDir, async () => ({ kind: "moved", moved: await move(request, report) })));
    default:
      throw new Error(`an unknown request: ${JSON.stringify(request satisfies never)}`);
  }
}

async function orFailure(projectDir: string, work: () => Promise<WorkerMessage>): Promise<WorkerMessage> {
  report.onCrash((error) => report.send({ kind: "failed", error: report.errorOf(error, projectDir) }));
  try {
    return await work();
  } catch (error) {
    return { kind: "failed", error: report.errorOf(error, projectDir) };
  }
}
