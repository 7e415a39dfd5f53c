// The declarations of the npm package: a file for each of its doors and one for what both share. TypeScript reads three files in a moment, where
// the declarations of each source are two hundred files that are looked for, read and joined for every project anew.
import { execFileSync } from "node:child_process";
import path from "node:path";
import process from "node:process";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";

const root = path.dirname(import.meta.dirname);
const runtime = path.join(root, "runtime");
const doors = { index: "sdk/index.d.ts", testing: "testing/index.d.ts" };

let built;

/** Builds runtime/dist/declarations, once in a process. */
export function buildDeclarations() {
  built ??= build();
  return built;
}

async function build() {
  execFileSync(process.execPath, ["node_modules/typescript-7/bin/tsc", "-b", "runtime"], { cwd: root, stdio: "inherit" });
  const bundle = await rollup({
    input: Object.fromEntries(Object.entries(doors).map(([name, file]) => [name, path.join(runtime, "dist/types", file)])),
    external: (id) => !id.startsWith(".") && !path.isAbsolute(id),
    plugins: [dts()],
    // Types that are exported for the declarations alone are named by none of the doors.
    onLog: (level, log, report) => (log.plugin === "dts" && level === "warn" ? undefined : report(level, log)),
  });
  await bundle.write({ dir: path.join(runtime, "dist/declarations"), format: "es", chunkFileNames: "shared.d.ts" });
  await bundle.close();
}
