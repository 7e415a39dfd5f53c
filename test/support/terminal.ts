// Runs the command line as a user does, in projects of a test's own.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach } from "vitest";
import { repository } from "./repository.js";
import { projectFolder } from "./wired-server.js";

export const millrace = join(repository, "runtime/bin/millrace.js");

const made: string[] = [];

afterEach(() => {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
});

/** A project with these files, removed after the test. */
export function temporaryProject(files: Readonly<Record<string, string>>): string {
  const dir = projectFolder(files);
  made.push(dir);
  return dir;
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export function run(
  cwd: string,
  args: readonly string[],
  each: (out: string, kill: (signal: NodeJS.Signals) => void) => void = () => {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [millrace, ...args], {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1" },
    });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk;
      each(out, (signal) => child.kill(signal));
    });
    child.stderr.on("data", (chunk: Buffer) => {
      err += chunk;
    });
    child.once("close", (code) => resolve({ code, out, err }));
  });
}
