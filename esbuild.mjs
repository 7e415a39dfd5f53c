// Builds everything that is shipped: the npm package in runtime/dist and the extension in dist. Usage: node esbuild.mjs [package|extension|web|page …]

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { copyFile, cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import { build } from "esbuild";
import { buildDeclarations } from "./scripts/declarations.mjs";

const root = import.meta.dirname;
const require = createRequire(import.meta.url);
const common = { absWorkingDir: root, bundle: true, logLevel: "warning", legalComments: "none" };

/** What is taken of a package of hundreds of files, which would take longer to load than everything else that a command does. */
const INSIDE = { chevrotain: ["createToken", "EmbeddedActionsParser", "Lexer"], yaml: ["parseDocument"], "smol-toml": ["parse"] };
/** The packages of which parts are inside then. */
const PARTS = [
  "chevrotain",
  "@chevrotain/cst-dts-gen",
  "@chevrotain/gast",
  "@chevrotain/regexp-to-ast",
  "@chevrotain/utils",
  "lodash-es",
  "smol-toml",
  "yaml",
];

/** Bundles these packages, where all others stay outside. */
const inside = {
  name: "inside",
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^(?:${Object.keys(INSIDE).join("|")})$`);
    onResolve({ filter }, ({ path: name }) => ({ path: name, namespace: "inside", sideEffects: false }));
    onLoad({ filter, namespace: "inside" }, async ({ path: name }) => {
      const stdin = { contents: `export { ${INSIDE[name].join(", ")} } from "${name}";`, resolveDir: root };
      const { outputFiles } = await build({
        ...common,
        stdin,
        format: "esm",
        // What packages have for Node.js alone is CommonJS, which would require its modules.
        platform: "browser",
        target: "node20.20",
        minify: true,
        write: false,
      });
      return { contents: outputFiles[0].text };
    });
  },
};

/** What is taken of CommonJS packages of many megabytes. Imported, Node.js would first search their whole text for the names they export. */
const REQUIRED = { "ts-morph": ["ts"], "@ts-morph/common": ["getLibFiles"] };

/** Requires these packages. */
const required = {
  name: "required",
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^(?:${Object.keys(REQUIRED).join("|")})$`);
    onResolve({ filter }, ({ path: name }) => ({ path: name, namespace: "required" }));
    onLoad({ filter, namespace: "required" }, ({ path: name }) => ({
      contents: `import { createRequire } from "node:module";
export const { ${REQUIRED[name].join(", ")} } = createRequire(import.meta.url)("${name}");`,
    }));
  },
};

/** A hash of what reads facts from texts: facts that one build kept serve another of the same sources. */
function readerHash() {
  const hash = createHash("sha256");
  for (const folder of ["server/analysis", "runtime/contract"])
    for (const file of readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).sort())
      if (file.endsWith(".ts")) hash.update(file.replaceAll("\\", "/")).update(readFileSync(path.join(root, folder, file)));
  return hash.update(readFileSync(path.join(root, "package-lock.json"))).digest("hex");
}

/** The page that the codes of problems link to. */
const PROBLEMS = "docs/problems.md";
/** Packages that have no CommonJS: where modules cannot be required, they must be inside. */
const MODULES_ONLY = ["hyparquet", "hyparquet-compressors", "hyparquet-writer", "p-limit", "p-retry"];
const parts = { package: buildPackage, extension: buildExtension, web: buildWeb, page: buildPage };
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in parts));
if (unknown) {
  console.error(`${unknown}: no such part. Say ${Object.keys(parts).join(", ")}, or nothing for all.`);
  process.exit(2);
}
try {
  await Promise.all((asked.length > 0 ? asked : Object.keys(parts)).map((name) => parts[name]()));
} catch (error) {
  // esbuild has said itself what is wrong and where.
  if (!("errors" in error)) console.error(error);
  process.exit(1);
}

/**
 * The npm package: one build, so that the worker and what user code imports share one instance of the SDK. Its scripts are not minified, so
 * that a debugger and a stack trace can be read without source maps, which would be a third of the package.
 */
async function buildPackage() {
  const entryPoints = present({
    index: "runtime/sdk/index.ts",
    testing: "runtime/testing/index.ts",
    worker: "runtime/worker/main.ts",
    cli: "server/cli/main.ts",
    lsp: "server/lsp/main.ts",
  });
  await removeScripts("runtime/dist");
  await build({
    ...common,
    entryPoints,
    outdir: "runtime/dist",
    format: "esm",
    platform: "node",
    target: "node20.20",
    packages: "external",
    plugins: [inside, required],
    define: { __reader: JSON.stringify(readerHash()) },
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
  });
  await buildForRequire();
  await buildDeclarations();
  await writeFile(path.join(root, "runtime/dist/licenses.txt"), licensesOf([...PARTS, ...MODULES_ONLY]));
  await copyFile(path.join(root, PROBLEMS), path.join(root, "runtime/dist/problems.md"));
  await rm(path.join(root, "runtime/dist/l10n"), { recursive: true, force: true });
  await cp(path.join(root, "l10n"), path.join(root, "runtime/dist/l10n"), {
    recursive: true,
    // English is in the code.
    filter: (file) => !/bundle\.l10n\.json$|\.md$/.test(file),
  });
}

/** The license of each package; one text that several have stands once. */
function licensesOf(packages) {
  const byText = new Map();
  for (const name of packages) {
    const folder = path.join(root, "node_modules", name);
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    const text = readFileSync(path.join(folder, file), "utf8").trim();
    byText.set(text, [...(byText.get(text) ?? []), name]);
  }
  const texts = [...byText].map(([text, names]) => `${names.join(", ")}\n\n${text}\n`);
  return `Parts of these packages are inside the files of this folder.\n\n${texts.join("\n\n")}`;
}

/**
 * The SDK as CommonJS, for what cannot require a module: Jest, where tests are compiled to CommonJS. Node.js itself never takes it (the
 * condition `module-sync` comes first), so that a process has one SDK. Both doors share one script for the same reason.
 */
async function buildForRequire() {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(path.join(root, "runtime/package.json"), "utf8"));
  await build({
    ...common,
    stdin: {
      contents: 'export * as index from "./sdk/index.js"; export * as testing from "./testing/index.js";',
      resolveDir: path.join(root, "runtime"),
    },
    outfile: "runtime/dist/cjs/sdk.cjs",
    format: "cjs",
    platform: "node",
    target: "node20.20",
    // Jest has import() only in modules.
    supported: { "dynamic-import": false },
    minify: true,
    // Messages name managers by their classes.
    keepNames: true,
    external: Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => !MODULES_ONLY.includes(name)),
  });
  for (const door of ["index", "testing"])
    await writeFile(path.join(root, `runtime/dist/cjs/${door}.cjs`), `module.exports = require("./sdk.cjs").${door};\n`);
}

/** The extension: CommonJS for the extension host, everything but `vscode` inside, nothing native. */
async function buildExtension() {
  const entryPoints = present({ client: "client/extension.ts", server: "server/lsp/main.ts" });
  await build({
    ...common,
    entryPoints,
    outdir: "dist",
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    platform: "node",
    target: "node20.18",
    mainFields: ["module", "main"],
    external: ["vscode"],
    // Bundled ESM asks for its own address; in a CommonJS bundle that is the bundle's.
    define: { "import.meta.url": "__bundleUrl", __reader: JSON.stringify(readerHash()) },
    banner: { js: 'const __bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
    minify: true,
  });
  await copyFile(path.join(root, PROBLEMS), path.join(root, "dist/problems.md"));
}

/** The extension for a window without Node.js: scripts of a browser's workers, which may import nothing but `vscode`. */
async function buildWeb() {
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const web = {
    ...common,
    outdir: "dist/web",
    platform: "browser",
    target: "chrome128",
    // What libraries ask of Node where there may be one.
    define: { __builtIn: JSON.stringify({ version, declarations: await declarations() }), "process.env.NODE_ENV": '"production"' },
    minify: true,
    metafile: true,
  };
  await mkdir(path.join(root, "dist/web"), { recursive: true });
  // In a package of modules VS Code takes an entry for CommonJS only when it ends in .cjs.
  await build({
    ...web,
    entryPoints: present({ client: "client/web-extension.ts" }),
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    external: ["vscode"],
  });
  // Before VS Code knew of modules its web host added .js to whatever did not end so.
  await copyFile(path.join(root, "dist/web/client.cjs"), path.join(root, "dist/web/client.cjs.js"));
  await build({ ...web, entryPoints: present({ server: "server/lsp/web.ts" }), format: "iife" });
}

/** What TypeScript needs to know of the package `millrace` where none is installed, by its path in `node_modules/millrace`. */
async function declarations() {
  await buildDeclarations();
  const { name, type, exports } = JSON.parse(readFileSync(path.join(root, "runtime/package.json"), "utf8"));
  const found = { "package.json": JSON.stringify({ name, type, exports }) };
  const take = (file) => {
    if (file in found) return;
    const text = readFileSync(path.join(root, "runtime", file), "utf8").replace(/\n\/\/# sourceMappingURL=.*/, "");
    found[file] = text;
    for (const [, specifier] of text.matchAll(/(?:from |import\()["'](\.[^"']+)\.js["']/g))
      take(path.posix.join(path.posix.dirname(file), `${specifier}.d.ts`));
  };
  for (const { types } of Object.values(exports)) if (types) take(path.posix.normalize(types));
  // The one package these declarations name that is small; what the others declare is `any`.
  const schema = path.dirname(require.resolve("@standard-schema/spec"));
  found["node_modules/@standard-schema/spec/index.d.ts"] = readFileSync(path.join(schema, "index.d.ts"), "utf8");
  return found;
}

/** The pages of the graph and of a value, and ELK's own worker beside it, unchanged. */
async function buildPage() {
  const entryPoints = present({ main: "webview/main.ts", value: "webview/value/main.ts" });
  await mkdir(path.join(root, "dist/webview"), { recursive: true });
  await build({ ...common, entryPoints, outdir: "dist/webview", format: "iife", platform: "browser", target: "chrome128", minify: true });
  await copyFile(require.resolve("elkjs/lib/elk-worker.min.js"), path.join(root, "dist/webview/elk-worker.min.js"));
}

/** Drops entries whose source is not there, so that a part of the tree builds too. */
function present(entries) {
  return Object.fromEntries(Object.entries(entries).filter(([, source]) => existsSync(path.join(root, source))));
}

/** Old chunks have other hashes and would pile up; the declarations beside them belong to tsc. */
async function removeScripts(folder) {
  const directory = path.join(root, folder);
  if (!existsSync(directory)) return;
  await rm(path.join(directory, "chunks"), { recursive: true, force: true });
  const stale = (await readdir(directory)).filter((name) => /\.js(\.map)?$/.test(name));
  await Promise.all(stale.map((name) => rm(path.join(directory, name))));
}
