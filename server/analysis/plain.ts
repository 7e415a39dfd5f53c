// The part of analysis that does not need TypeScript, for commands that must start fast.

export { CONFIG_FILE } from "./config-file.js";
export { dynamicKeysRead, UnreadKeys } from "./dynamic-keys.js";
export { type FileAccess, foldersFrom, relativeTo } from "./file-access.js";
export { filesOfTypes } from "./files-of-types.js";
export { createRecords } from "./records.js";
