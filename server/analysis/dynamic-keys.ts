// The keys of dynamic partitions definitions, from the project's folder.
import { DYNAMIC_KEYS, dynamicKeysFile, parseDynamicKeys } from "../../runtime/contract/dynamic-keys.js";
import type { FileAccess } from "./file-access.js";

/** The file of a dynamic partitions definition exists but cannot be read. */
export class UnreadKeys extends Error {
  override readonly name = "UnreadKeys";
}

/** The keys of a definition by its name, read when they are asked for. */
export function dynamicKeysIn(files: FileAccess, dir: string): (name: string) => readonly string[] {
  return (name) => parseDynamicKeys(files.read(pathOf(files, dir, name)) ?? "");
}

/** Like `dynamicKeysIn`, but throws with the reason if the keys cannot be read, so that unreadable keys are not taken for no keys. */
export function dynamicKeysRead(files: FileAccess, dir: string): (name: string) => readonly string[] {
  return (name) => {
    const { text, refusal } = fileOf(files, dir, name);
    if (refusal !== null) throw new UnreadKeys(refusal);
    return parseDynamicKeys(text);
  };
}

/** Why the file with the keys of a definition is not read. Null if it is read, or does not exist. */
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
