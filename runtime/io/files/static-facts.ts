// What is known about the managers of local files before they are loaded.
import { diskSegment } from "../../contract/address.js";
import { type ManagerFacts, type StaticFacts, slashed, valuePath } from "../../contract/manager-facts.js";

export const filesystem: StaticFacts<Extract<ManagerFacts, { kind: "filesystem" }>> = {
  className: "FilesystemIOManager",
  facts: (text) => ({ kind: "filesystem", className: "FilesystemIOManager", baseDir: text("baseDir", DEFAULT_FOLDER) }),
  address: ({ baseDir }, value) => (baseDir === null ? null : `${slashed(baseDir)}/${valuePath(value, diskSegment)}`),
};

/** It manages files, and stores no assets. */
export const localFiles: StaticFacts = {
  className: "LocalFileManager",
  facts: () => ({ kind: "not-a-manager", className: null }),
};

/** The default location of values. */
const DEFAULT_FOLDER = ".millrace/storage";
