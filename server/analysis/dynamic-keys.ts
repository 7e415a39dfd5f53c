// The keys of dynamic partitions definitions, as they lie in the folder of a project.
import { DYNAMIC_KEYS, dynamicKeysFile, parseDynamicKeys } from "../../runtime/contract/dynamic-keys.js";
import type { FileAccess } from "./file-access.js";

/** The file of a dynamic partitions definition is there, and its keys are not read. */
export class UnreadKeys extends Error {
  override readonly name = "UnreadKeys";
}

/** The keys of a definition by its name, read when they are asked for. */
export function dynamicKeysIn(files: FileAccess, dir: string): (name: string) => readonly string[] {
  return (name) => parseDynamicKeys(files.read(pathOf(files, dir, name)) ?? "");
}

/** The same, for callers to whom keys that cannot be read would look like none: throws with the reason. */
export function dynamicKeysRead(files: FileAccess, dir: string): (name: string) => readonly string[] {
  return (name) => {
    const { text, refusal } = fileOf(files, dir, name);
    if (refusal !== null) throw new UnreadKeys(refusal);
    return parseDynamicKeys(text);
  };
}

/** Why the file that holds the keys of a definition is not read; null when it is, or there is none. */
export function refusedKeys(files: FileAccess, dir: string, name: string): string | null {
  return fileOf(files, dir, name).refusal;
}

function fileOf(files: FileAccess, dir: string, name: string): { readonly text: string; readonly refusal: string | null } {
  const path = pathOf(files, dir, name);
  const text = files.read(path);
  return { text: text ?? "", refusal: text === undefined ? (files.refusal?.(path) ?? null) : null };
}

function pathOf(files: FileAccess, dir: string, name: string): string {
  return `${dir}/${dynamicKeysFile(name, () => files.list(`${dir}/${DYNAMIC_KEYS}`).map((entry) => entry.name))}`;
}
