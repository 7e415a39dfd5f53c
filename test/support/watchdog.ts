// Ends the process if one trial does not end. An endless loop cannot be detected in its own thread.
import { Worker } from "node:worker_threads";

/** The milliseconds that one trial may take on a slow and busy machine. */
const PATIENCE = 120_000;

const CODE = `
const { workerData: { trial, patience } } = require("node:worker_threads");
const { writeSync } = require("node:fs");
let last = -1;
setInterval(() => {
  const now = Atomics.load(trial, 0);
  if (now === last) {
    writeSync(2, "\\nMILLRACE_SEED=" + (process.env.MILLRACE_SEED ?? 0) + " MILLRACE_TRIAL=" + now + " does not end\\n");
    process.kill(process.pid, "SIGKILL");
  }
  last = now;
}, patience);
`;

export interface Watchdog {
  /** Marks the start of a trial. */
  begins(trial: number): void;
  stop(): Promise<void>;
}

export function watchdog(patience = PATIENCE): Watchdog {
  const trial = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(CODE, { eval: true, workerData: { trial, patience } });
  worker.unref();
  return {
    begins: (at) => void Atomics.store(trial, 0, at),
    stop: async () => void (await worker.terminate()),
  };
}
