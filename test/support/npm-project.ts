// Folders into which npm installs packages, for the soak suite: like a user's, with the package as it is published.
import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "./repository.js";

let packed: string | undefined;

/** The npm package of this repository, packed by `npm pack` from the build. */
export function packedMillrace(): string {
  if (packed !== undefined && existsSync(packed)) return packed;
  const folder = mkdtempSync(join(tmpdir(), "millrace-packed-"));
  const pack = ["pack", "-w", "runtime", "--ignore-scripts", "--json", "--pack-destination", folder];
  const [made] = JSON.parse(npm(pack, repository)) as [{ filename: string }];
  packed = join(folder, made.filename);
  return packed;
}

/** Installs packages into a new folder. `type` is the one of its package.json. The caller removes the folder. */
export function installInto(folder: string, packages: readonly string[], type: "module" | "commonjs" = "module"): string {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "trial", private: true, type }));
  npm(["install", "--no-audit", "--no-fund", "--loglevel=error", "--save-exact", ...packages], folder);
  return realpathSync(folder);
}

function npm(args: readonly string[], cwd: string): string {
  return execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], shell: process.platform === "win32" });
}

export interface Said {
  readonly code: number;
  /** The text printed to stdout and stderr. */
  readonly text: string;
}

/** Runs a program to its end, with any exit code. */
export function say(file: string, args: readonly string[], cwd: string): Promise<Said> {
  const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", NODE_OPTIONS: "" };
  return new Promise((resolve) => {
    execFile(file, args, { cwd, env, maxBuffer: 1 << 28 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : -1, text: `${out}\n${err}` });
    });
  });
}
