// A real Azure Blob server: Azurite, in its own child process.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { atEnd } from "../at-end.js";
import { FaultProxy } from "./fault-proxy.js";
import { QUICK, type StoreServer } from "./store-server.js";

const require = createRequire(import.meta.url);
const CONTAINER = "lake";
/** The development account of every Azurite. Its key is public. */
const ACCOUNT = "devstoreaccount1";
const KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

export async function startAzure(): Promise<StoreServer> {
  const directory = mkdtempSync(join(tmpdir(), "millrace-azure-"));
  let running = await launch(directory);
  atEnd(() => {
    running.child.kill("SIGKILL");
    rmSync(directory, { recursive: true, force: true });
  });
  const direct = new BlobServiceClient(`http://127.0.0.1:${running.port}/${ACCOUNT}`, new StorageSharedKeyCredential(ACCOUNT, KEY));
  await direct.getContainerClient(CONTAINER).createIfNotExists();
  const faults = await FaultProxy.start(running.port);
  const down = () => ended(running.child, "SIGTERM");
  return {
    scheme: "az",
    uri: `az://${CONTAINER}/base`,
    options: { ...QUICK, az: { account: ACCOUNT, accountKey: KEY, endpoint: `${faults.endpoint}/${ACCOUNT}` } },
    faults,
    secret: KEY,
    errorBody: (code) => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code} it is</Message></Error>`,
    down,
    async up() {
      running = await launch(directory);
      faults.retarget(running.port);
    },
    async stop() {
      await faults.stop();
      await ended(running.child, "SIGKILL");
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function launch(directory: string): Promise<{ child: ChildProcess; port: number }> {
  const main = join(dirname(require.resolve("azurite/package.json")), "dist/src/blob/main.js");
  const args = [main, "--blobPort", "0", "--location", directory, "--skipApiVersionCheck", "--disableTelemetry", "--silent"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let told = "";
  const port = await new Promise<number>((done, failed) => {
    const listen = (chunk: Buffer) => {
      told += chunk.toString();
      const found = /successfully listens on http:\/\/[^:]+:(\d+)/.exec(told)?.[1];
      if (found !== undefined) done(Number(found));
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.on("exit", () => failed(new Error(`Azurite did not start:\n${told}`)));
  });
  return { child, port };
}

/** Azurite saves its index when it is asked to end (SIGTERM). */
function ended(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.once("exit", () => done());
    child.kill(signal);
  });
}
