// Finds the native TypeScript that a project has installed. It is a program of the project, so only trusted projects may start it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import * as l10n from "@vscode/l10n";
import type { NativeTypeScript } from "../analysis/index.js";

export interface NativeUnavailable {
  /** One sentence for the user. */
  readonly reason: string;
}

const DOOR = "./unstable/sync";

/** The API of the TypeScript installed in `dir` or a folder above it, or the reason why there is none. */
export async function loadNativeTypeScript(dir: string): Promise<NativeTypeScript | NativeUnavailable> {
  let version = "";
  try {
    const manifest = createRequire(join(dir, "package.json")).resolve("typescript/package.json");
    const found = JSON.parse(readFileSync(manifest, "utf8")) as { version: string; exports?: Readonly<Record<string, string>> };
    version = found.version;
    const door = found.exports?.[DOOR];
    if (door === undefined)
      return {
        reason: l10n.t`TypeScript ${version}, which the project has installed, has no native API; 7.0 has one. Run npm install -D typescript@7.`,
      };
    return (await import(pathToFileURL(join(dirname(manifest), door)).href)) as NativeTypeScript;
  } catch (error) {
    if (version === "") return { reason: l10n.t("The project has no TypeScript installed. Run npm install -D typescript@7.") };
    return {
      reason: l10n.t`The native API of TypeScript ${version} cannot be loaded: ${error instanceof Error ? error.message : String(error)}.`,
    };
  }
}
