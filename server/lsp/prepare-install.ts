// Prepares a package manager for installing millrace.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as l10n from "@vscode/l10n";
import { parseDocument } from "yaml";
import type { PrepareAnswer } from "../../runtime/contract/editor.js";
import { foldersAbove, type PackageManager } from "../../runtime/contract/package-manager.js";

const NOTHING: PrepareAnswer = { file: null, note: null };
const WORKSPACE = "pnpm-workspace.yaml";

/**
 * pnpm 11 and later fail until it is configured whether esbuild may run its install script, which is not needed:
 * https://pnpm.io/settings#allowbuilds. The setting is written to the workspace's own file, because a workspace must not have a second
 * one.
 */
export function prepareInstall(dir: string, manager: PackageManager): PrepareAnswer {
  if (manager !== "pnpm") return NOTHING;
  const file = foldersAbove(dir)
    .map((folder) => join(folder, WORKSPACE))
    .find((path) => existsSync(path));
  if (file === undefined) {
    const made = join(dir, WORKSPACE);
    writeFileSync(made, "# Nothing needs the install script of esbuild.\nallowBuilds:\n  esbuild: false\n", { flag: "wx" });
    return { file: made, note: null };
  }
  try {
    const document = parseDocument(readFileSync(file, "utf8"), { strict: true });
    if (document.errors[0] !== undefined) throw document.errors[0];
    if (document.hasIn(["allowBuilds", "esbuild"])) return NOTHING;
    document.setIn(["allowBuilds", "esbuild"], false);
    writeFileSync(file, document.toString({ lineWidth: 0 }));
    return { file, note: null };
  } catch (error) {
    const reason = (error as Error).message.split("\n")[0] ?? "";
    return {
      file: null,
      note: l10n.t`pnpm will not install: write "esbuild: false" below allowBuilds in ${file}, which cannot be changed here (${reason}).`,
    };
  }
}
