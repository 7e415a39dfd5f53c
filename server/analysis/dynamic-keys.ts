// The keys of dynamic partitions definitions, as they lie in the folder of a project.
import { dynamicKeysFile, parseDynamicKeys } from "../../runtime/contract/dynamic-keys.js";
import type { FileAccess } from "./file-access.js";

/** The file of a dynamic partitions definition is there, and its keys are not read. */
export class UnreadKeys extends Error {
  override readonly name = "UnreadKeys";
}

/** The keys of a definition by its name, read when they are asked for. */
export function dynamicKeysIn(files: FileAccess, dir: string): (name: string) => readonly string[] {
  return (name) => parseDynamicKeys(files.read(`${dir}/${dynamicKeysFile(name)}`) ?? "");
}

/** The same, for who would take keys that cannot be read for none: throws with the reason. */
export function dynamicKeysRead(files: FileAccess, dir: string): (name: string) => readonly string[] {
  return (name) => {
    const path = `${dir}/${dynamicKeysFile(name)}`;
    const text = files.read(path);
    const refusal = text === undefined ? files.refusal?.(path) : undefined;
    if (typeof refusal === "string") throw new UnreadKeys(refusal);
    return parseDynamicKeys(text ?? "");
  };
}

/** Why the file that holds the keys of a definition is not read; null when it is, or there is none. */
export function refusedKeys(files: FileAccess, dir: string, name: string): string | null {
  const path = `${dir}/${dynamicKeysFile(name)}`;
  return files.read(path) === undefined ? (files.refusal?.(path) ?? null) : null;
}
