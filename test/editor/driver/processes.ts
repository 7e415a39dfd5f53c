// Finds our processes in the group of an editor server: language servers, and workers that run a project's code.
import { execFileSync } from "node:child_process";

/** Process ids in the server's group whose command line runs our bundle. */
export const languageServers = (group: number): number[] => processes(group, /millrace[^ ]*\/dist\/server\.cjs/);

/** Process ids of runs, and of processes that describe a project. */
export const workers = (group: number): number[] => processes(group, /\/dist\/worker\.js/);

function processes(group: number, commandLine: RegExp): number[] {
  const lines = execFileSync("ps", ["-eo", "pid=,pgid=,args="], { encoding: "utf8" }).split("\n");
  return lines
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((found) => found !== null && Number(found[2]) === group && commandLine.test(found[3] ?? ""))
    .map((found) => Number(found?.[1]));
}
