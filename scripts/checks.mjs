// The rules of the repository: bundle, types, import rules, lint and format. Used by `npm run check` and `npm test`.
import process from "node:process";
import { compiler, stage, tool } from "./stages.mjs";

const rooms = ["runtime", "server", "client", "webview", "test"];

/** The bundle comes first, because tests read it. Types and the quick checks run in parallel. */
export async function checks() {
  await stage("bundle", process.execPath, ["esbuild.mjs"]);
  const imports = [...rooms, "--config", ".dependency-cruiser.cjs", "--exclude", "^test/(workspaces|editor/project)/|/dist/"];
  await Promise.all([
    stage("types", process.execPath, [compiler, "-b", "--pretty"]),
    stage("imports", tool("depcruise"), imports).then(() => stage("lint and format", tool("biome"), ["ci", "--colors=off", "."])),
  ]);
}
