// Builds the declarations of the npm package: a file for each entry and one for what they share. TypeScript reads three files quickly,
// whereas the declarations of all sources are two hundred files, which must be found, read and merged in every project.
import { execFileSync } from "node:child_process";
import path from "node:path";
import process from "node:process";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";

const root = path.dirname(import.meta.dirname);
const runtime = path.join(root, "runtime");
const doors = { index: "sdk/index.d.ts", testing: "testing/index.d.ts" };

/**
 * Types of the platform that the declarations refer to. A project may have them from the DOM, from the types of Node.js, or not at all.
 * In the last case, these declarations apply.
 */
const GLOBALS = {
  AbortSignal:
    "{ readonly aborted: boolean; readonly reason: any; throwIfAborted(): void; addEventListener(type: 'abort', listener: () => void): void; removeEventListener(type: 'abort', listener: () => void): void }",
  URL: "{ readonly href: string; toString(): string }",
};

function withGlobals(code) {
  const used = Object.entries(GLOBALS).filter(([name]) => new RegExp(`\\b${name}\\b`).test(code));
  const lines = used.map(
    ([name, otherwise]) => `type ${name} = typeof globalThis extends { ${name}: { prototype: infer Known } } ? Known : ${otherwise};\n`,
  );
  return { code: lines.join("") + code, map: null };
}

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
    plugins: [dts(), { name: "globals", renderChunk: (code) => withGlobals(code) }],
    // Types that are exported only for the declarations are not re-exported by any entry.
    onLog: (level, log, report) => (log.plugin === "dts" && level === "warn" ? undefined : report(level, log)),
  });
  await bundle.write({ dir: path.join(runtime, "dist/declarations"), format: "es", chunkFileNames: "shared.d.ts" });
  await bundle.close();
}
