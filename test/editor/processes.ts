// Which processes of an editor server are language servers of ours.
import { execFileSync } from "node:child_process";

/** Process ids in the server's group whose command line runs our bundle. */
export function languageServers(group: number): number[] {
  const lines = execFileSync("ps", ["-eo", "pid=,pgid=,args="], { encoding: "utf8" }).split("\n");
  return lines
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((found) => found !== null && Number(found[2]) === group && /millrace[^ ]*\/dist\/server\.cjs/.test(found[3] ?? ""))
    .map((found) => Number(found?.[1]));
}
