// The rules of the repository: bundle, types, import rules, lint and format. `npm run check` and `npm test` both hold them.
import process from "node:process";
import { compiler, stage, tool } from "./stages.mjs";

const rooms = ["runtime", "server", "client", "webview", "test"];

/** Tests read what is built, so the bundle comes first; types and the quick checks share the cores. */
export async function checks() {
  await stage("bundle", process.execPath, ["esbuild.mjs"]);
  const imports = [...rooms, "--config", ".dependency-cruiser.cjs", "--exclude", "^test/(workspaces|editor/project)/|/dist/"];
  await Promise.all([
    stage("types", process.execPath, [compiler, "-b", "--pretty"]),
    stage("imports", tool("depcruise"), imports).then(() => stage("lint and format", tool("biome"), ["ci", "--colors=off", "."])),
  ]);
}
