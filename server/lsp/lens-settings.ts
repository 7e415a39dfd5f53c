// The client's settings for code lenses: which ones are shown, and which assets are materialized on save. The client may send anything.
import type { ClientSettings, LensChoice } from "../../runtime/contract/editor.js";
import type { Lens, Project } from "../analysis/index.js";
import type { Documents } from "./documents.js";

export interface LensSettings {
  take(settings: Partial<ClientSettings>): void;
  /** The client materializes the asset on save. */
  isOnSave(project: Project, key: string): boolean;
  /** A lens is shown unless it is switched off. */
  shows(path: string, lens: Lens): boolean;
}

const KINDS: Readonly<Record<Lens["action"], keyof LensChoice>> = {
  materialize: "materialize",
  "why-not": "materialize",
  debug: "debug",
  "with-upstream": "upstream",
  show: "status",
};

export function createLensSettings(documents: Documents, uriOf: (project: Project) => string): LensSettings {
  let onSave: Readonly<Record<string, unknown>> = {};
  let everywhere: Readonly<Record<string, unknown>> = {};
  /** By folder, the innermost first. */
  let byFolder: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [];
  return {
    take(settings) {
      onSave = recordOf(settings.onSave);
      everywhere = recordOf(settings.lenses);
      byFolder = Object.entries(recordOf(settings.lensesByFolder))
        .map(([uri, own]) => [`${documents.path(uri).replace(/\/$/, "")}/`, recordOf(own)] as const)
        .sort(([a], [b]) => b.length - a.length);
    },
    isOnSave(project, key) {
      const keys = onSave[uriOf(project)];
      return Array.isArray(keys) && keys.includes(key);
    },
    shows(path, { action }) {
      const kind = KINDS[action];
      const own = byFolder.find(([folder]) => path.startsWith(folder))?.[1][kind];
      return (own ?? everywhere[kind]) !== false;
    },
  };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
