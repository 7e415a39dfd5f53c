// The door of analysis: files in through a workspace, plain data out. Nothing here does I/O or knows an editor.

export { assetAround } from "./features/at.js";
export { codeLenses, type Lens } from "./features/code-lens.js";
export { type CompletionItem, complete } from "./features/completion.js";
export { type Definition, definition } from "./features/definition.js";
export { fixesFor } from "./features/fixes.js";
export { assetGraph, graphView, onlyDescribed } from "./features/graph.js";
export { type Hover, hover } from "./features/hover.js";
export type { Renamed } from "./features/named-asset.js";
export { dynamicNames, partitionChoices, recordedStatus } from "./features/partitions.js";
export { prepareRename, type Renamable, rename } from "./features/rename.js";
export { renameAsset } from "./features/rename-asset.js";
export { age, bytes, duration, rows, sizeOf, statusOf } from "./features/wording.js";
export { type DirectoryEntry, type FileAccess, folderOf, relativeTo, resolvePath } from "./file-access.js";
export { type Mention, mentionsAt, mentionsOf } from "./mentions.js";
export { didYouMean, listKnown, nearest } from "./nearest.js";
export { type Planned, planRun } from "./plan.js";
export { partitionMistake } from "./plan-partitions.js";
export { loadProblems } from "./problems/load-problems.js";
export { relocated } from "./problems/relocated.js";
export { typeProblems } from "./problems/type-problems.js";
export { CONFIG_FILE, type Project } from "./project.js";
export { select } from "./selection.js";
export { type Change, createWorkspace, type Workspace } from "./workspace.js";
