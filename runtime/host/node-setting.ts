// Resolves the path in a setting, which may contain a home folder, a workspace folder or a variable.
import { isAbsolute, join, resolve } from "node:path";
import * as l10n from "@vscode/l10n";
import { type Machine, variable } from "./machine.js";

// biome-ignore lint/suspicious/noTemplateCurlyInString: these are what a setting may hold.
const known = ["${workspaceFolder}", "${userHome}", "${env:NAME}"] as const;

/** The resolved path, or the reason why it is invalid. Relative paths start at the workspace folder. */
export function settingPath(text: string, workspaceFolder: string, machine: Machine): { path: string } | { mistake: string } {
  let mistake: string | null = null;
  const replaced = text.trim().replace(/\$\{([^}]*)\}/g, (whole, name: string) => {
    if (name === "workspaceFolder") return workspaceFolder;
    if (name === "userHome") return machine.home;
    const wanted = /^env:(.+)$/.exec(name)?.[1];
    const value = wanted === undefined ? undefined : variable(machine, wanted);
    if (value !== undefined) return value;
    mistake ??=
      wanted === undefined
        ? l10n.t("{0} is unknown; {1}, {2} and {3} are not", whole, ...known)
        : l10n.t`the environment variable ${wanted} is not set`;
    return whole;
  });
  if (mistake !== null) return { mistake };
  const path = replaced === "~" || /^~[\\/]/.test(replaced) ? join(machine.home, replaced.slice(1)) : replaced;
  return { path: isAbsolute(path) ? path : resolve(workspaceFolder, path) };
}
