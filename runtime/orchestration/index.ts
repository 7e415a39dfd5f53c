// The door of orchestration: whoever starts runs submits them here.
export type { LiveRun, StartRunOptions } from "../host/run.js";
export { conflictText, type Submission, type Submitted, submit, type Waiting } from "./coordinator.js";
