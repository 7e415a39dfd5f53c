// What a save materializes: the choices for single assets, and the setting for all others. Pure.
import type { OnSaveMode } from "../../runtime/contract/editor.js";

/** Project URI → asset key → what a save of the asset runs. Stored in the workspace's storage. */
export type OnSaveChoices = Readonly<Record<string, Readonly<Record<string, OnSaveMode>>>>;

export function modeOf(choices: OnSaveChoices, project: string, key: string): OnSaveMode | null {
  const chosen = choices[project];
  return chosen !== undefined && Object.hasOwn(chosen, key) ? (chosen[key] ?? null) : null;
}

/** Sets one choice; null removes it. */
export function pick(choices: OnSaveChoices, project: string, key: string, mode: OnSaveMode | null): OnSaveChoices {
  const { [key]: _before, ...others } = choices[project] ?? {};
  return { ...choices, [project]: mode === null ? others : { ...others, [key]: mode } };
}

export function chosenByProject(choices: OnSaveChoices): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(choices).map(([project, modes]) => [project, Object.keys(modes)]));
}

/** The assets to run after a save, each alone or with its downstream. The choice for an asset takes precedence over the setting. */
export function wantedBySave(
  choices: OnSaveChoices,
  everywhere: string | undefined,
  project: string,
  keys: readonly string[],
): ReadonlyMap<string, OnSaveMode> {
  const general = everywhere === "asset" || everywhere === "downstream" ? everywhere : null;
  return new Map(
    keys.flatMap((key) => {
      const mode = modeOf(choices, project, key) ?? general;
      return mode === null ? [] : [[key, mode] as const];
    }),
  );
}
