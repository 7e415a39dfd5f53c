// The keys of dynamic partitions definitions, as they lie in the folder of a project.
import { dynamicKeysFile, parseDynamicKeys } from "../../runtime/contract/dynamic-keys.js";
import type { FileAccess } from "./file-access.js";

/** The keys of a definition by its name, read when they are asked for. */
export function dynamicKeysIn(files: FileAccess, dir: string): (name: string) => readonly string[] {
  return (name) => parseDynamicKeys(files.read(`${dir}/${dynamicKeysFile(name)}`) ?? "");
}
