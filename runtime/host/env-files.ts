// The variables a project keeps beside its code: `.env.local` and `.env` in its folder, under what the environment itself says.
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

/** The first one counts where both set a variable. */
const NAMES = [".env.local", ".env"];

/** Reads them anew, in the form Node's own `--env-file` takes. Throws a CannotStart when one is there and cannot be read. */
export function readEnvFiles(projectDir: string): EnvFiles {
  const read = NAMES.map((name) => ({ path: join(projectDir, name), text: textOf(join(projectDir, name)) }));
  const values: Record<string, string> = {};
  for (const { text } of read.toReversed()) Object.assign(values, parseEnv(text ?? ""));
  return { values, files: read.map(({ path, text }) => ({ path, exists: text !== null })) };
}

/** `env` and what only the files set. */
export function withEnvFiles(
  env: Readonly<Record<string, string>>,
  values: EnvFiles["values"],
  platform = process.platform,
): Record<string, string> {
  // Windows does not mind how a name is spelt, and would pass on both.
  const spelt = (name: string) => (platform === "win32" ? name.toUpperCase() : name);
  const known = new Set(Object.keys(env).map(spelt));
  return { ...Object.fromEntries(Object.entries(values).filter(([name]) => !known.has(spelt(name)))), ...env };
}

/** Null where there is none; a folder of that name is somebody else's. */
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
