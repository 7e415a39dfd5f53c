// A process that stores a value and may be killed before any of its writes.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { repository } from "./repository.js";

export interface KilledWriter {
  /**
   * Runs it with these variables. It is killed before write number `killAt` (from 1; 0: not at all). `writes` is the number of its
   * writes.
   */
  write(env: Readonly<Record<string, string>>, killAt: number): Promise<{ killed: boolean; writes: number }>;
  remove(): void;
}

/** Builds the program `test/support/<name>.ts`, which reports its writes to its parent and kills itself before number KILL_AT. */
export async function killedWriter(name: string): Promise<KilledWriter> {
  const folder = join(repository, "node_modules/.cache/millrace-tests");
  const script = join(folder, `${name}-${process.pid}.mjs`);
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(repository, `test/support/${name}.ts`)],
    outfile: script,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
  });
  return {
    async write(env, killAt) {
      const child = fork(script, {
        env: { ...process.env, ...env, KILL_AT: String(killAt) },
        stdio: ["ignore", "ignore", "inherit", "ipc"],
        execArgv: ["--no-warnings"],
      });
      let writes = 0;
      child.on("message", (count) => {
        writes = Number(count);
      });
      const [, signal] = (await once(child, "exit")) as [number | null, string | null];
      return { killed: signal === "SIGKILL", writes };
    },
    remove: () => rmSync(script, { force: true }),
  };
}
