// Environment variables in files of a project: `.env.local` and `.env` in its folder. The environment itself has priority.
import { join } from "node:path";
import { parseEnv } from "node:util";
import * as l10n from "@vscode/l10n";
import type { EnvFile } from "../contract/worker.js";
import { readSourceSync } from "../disk/source-text.js";
import { CannotStart } from "./find-worker.js";

export interface EnvFiles {
  readonly values: Readonly<Record<string, string>>;
  readonly files: readonly EnvFile[];
}

/** When both files set a variable, the first file counts. */
const NAMES = [".env.local", ".env"];

/** Reads the files again, in the format of Node's `--env-file`. Throws a CannotStart when a file exists but cannot be read. */
export function readEnvFiles(projectDir: string): EnvFiles {
  const read = NAMES.map((name) => ({ path: join(projectDir, name), text: textOf(join(projectDir, name)) }));
  const values: Record<string, string> = {};
  for (const { text } of read.toReversed()) Object.assign(values, parseEnv(text ?? ""));
  return { values, files: read.map(({ path, text }) => ({ path, exists: text !== null })) };
}

/** `env` plus the variables that only the files set. */
export function withEnvFiles(
  env: Readonly<Record<string, string>>,
  values: EnvFiles["values"],
  platform = process.platform,
): Record<string, string> {
  // Windows ignores the case of variable names, and would pass both variants.
  const spelt = (name: string) => (platform === "win32" ? name.toUpperCase() : name);
  const known = new Set(Object.keys(env).map(spelt));
  return { ...Object.fromEntries(Object.entries(values).filter(([name]) => !known.has(spelt(name)))), ...env };
}

/** Null when there is no such file; a folder with that name is ignored. */
function textOf(path: string): string | null {
  try {
    return readSourceSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "EISDIR" || code === "ENOTDIR") return null;
    throw new CannotStart(
      l10n.t`${path} cannot be read (${code ?? ""}), and may set variables that the code needs. Allow it to be read, or remove it.`,
    );
  }
}
