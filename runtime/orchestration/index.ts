// The entry of orchestration: runs are submitted here.
export type { LiveRun, StartRunOptions } from "../host/run.js";
export { conflictText, type Submission, type Submitted, submit, type Waiting } from "./coordinator.js";
