// The door of what analysis knows without TypeScript: for commands that are to start in a moment.

export { CONFIG_FILE } from "./config-file.js";
export { dynamicKeysRead, UnreadKeys } from "./dynamic-keys.js";
export { type FileAccess, foldersFrom, relativeTo } from "./file-access.js";
export { filesOfTypes } from "./files-of-types.js";
export { createRecords } from "./records.js";
