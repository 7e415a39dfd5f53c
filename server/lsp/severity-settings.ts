// The severities that the client wants for problems, from settings that may be anything, and the mistakes in these settings.
import * as l10n from "@vscode/l10n";
import type { ClientSettings } from "../../runtime/contract/editor.js";
import type { Severities } from "../../runtime/contract/problem.js";
import { type Project, readEditorSeverities, type Workspace } from "../analysis/index.js";
import type { Documents } from "./documents.js";

export interface SeveritySettings {
  /** Applies the settings. Returns the projects for which they changed. */
  judge(settings: Partial<ClientSettings>): readonly Project[];
  /** What is invalid in the settings, as sentences with the fix. */
  mistakes(): readonly string[];
}

export function createSeveritySettings(workspace: Workspace, documents: Documents, log: (line: string) => void): SeveritySettings {
  let known = "";
  let mistakes: readonly string[] = [];
  return {
    mistakes: () => mistakes,
    judge({ problems, problemsByFolder }) {
      const read = readEditorSeverities(problems);
      const found = new Set(read.mistakes);
      const byFolder: Record<string, Severities> = Object.assign(Object.create(null), { "": read.severities });
      const ofFolders: unknown = problemsByFolder;
      if (typeof ofFolders === "object" && ofFolders !== null) {
        for (const [uri, own] of Object.entries(ofFolders)) {
          const { severities, mistakes: more } = readEditorSeverities(own);
          byFolder[documents.path(uri).replace(/\/$/, "")] = severities;
          for (const each of more) found.add(each);
        }
      } else if (ofFolders !== undefined && ofFolders !== null)
        found.add(l10n.t('"problemsByFolder" is not an object. Write { "URI of a folder": { "unused-input": "off" } }.'));
      const said = [...found].map((each) => l10n.t`The editor's settings of problems: ${each}`);
      for (const line of said) if (!mistakes.includes(line)) log(line);
      mistakes = said;
      const now = JSON.stringify(byFolder);
      if (now === known) return [];
      known = now;
      return workspace.apply([{ kind: "severities", path: "", byFolder }]);
    },
  };
}
