// The entry of the host: starts runs, sends requests to projects, and reads the record of runs.

export type { RunOutcome } from "../contract/events.js";
export { newRunId } from "../contract/run-id.js";
export {
  type AskOptions,
  adoptValues,
  describeProject,
  moveNames,
  moveValues,
  ProjectFailure,
  type ShowQuestion,
  showValue,
  verifyValues,
} from "./ask.js";
export { type ReadyWorker, readyWorker } from "./child.js";
export { childEnv } from "./child-env.js";
export { findNode, type NodeChoice } from "./find-node.js";
export { CannotStart, findWorker, neededNode, nodeFor } from "./find-worker.js";
export { thisMachine } from "./machine.js";
export { openViewer, type Viewer } from "./viewer.js";
