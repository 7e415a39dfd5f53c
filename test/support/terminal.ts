// Runs the command line like a user, in temporary projects.
import { type ChildProcess, spawn } from "node:child_process";
import { Console } from "node:console";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach } from "vitest";
import { millrace } from "../../server/cli/millrace.js";
import { repository } from "./repository.js";
import { projectFolder } from "./wired-server.js";

/** The built command. */
export const command = join(repository, "runtime/bin/millrace.js");

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

/** Runs a command from the sources in this process, where TypeScript is loaded: its output and its exit code. */
export async function run(cwd: string, args: readonly string[]): Promise<Ended> {
  const before = { console: globalThis.console, out: process.stdout.write, err: process.stderr.write, cwd: process.cwd() };
  const [out, err] = [collector(), collector()];
  globalThis.console = new Console({ stdout: out.stream, stderr: err.stream });
  process.stdout.write = out.stream.write.bind(out.stream) as typeof process.stdout.write;
  process.stderr.write = err.stream.write.bind(err.stream) as typeof process.stderr.write;
  process.chdir(cwd);
  try {
    const code = await millrace(args);
    return { code, out: out.text(), err: err.text() };
  } finally {
    process.chdir(before.cwd);
    process.stdout.write = before.out;
    process.stderr.write = before.err;
    globalThis.console = before.console;
  }
}

function collector(): { readonly stream: Writable; text(): string } {
  const chunks: Buffer[] = [];
  const write = (chunk: Buffer, _: string, done: () => void) => {
    chunks.push(chunk);
    done();
  };
  return { stream: new Writable({ write }), text: () => Buffer.concat(chunks).toString("utf8") };
}

/** Starts the built command in its own process. `each` is called with the whole output each time there is more. */
export function spawnCommand(
  cwd: string,
  args: readonly string[],
  each: (out: string, child: ChildProcess) => void = () => {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [command, ...args], {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1" },
    });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk;
      each(out, child);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      err += chunk;
    });
    child.once("close", (code) => resolve({ code, out, err }));
  });
}
