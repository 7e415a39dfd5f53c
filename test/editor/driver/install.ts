// Installs the editors, their Node and a browser into .test-editor, once: pinned versions, without install scripts or a compiler.
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type EditorVersion, editorVersions } from "./versions.js";

export const editorRoot = path.resolve(".test-editor");

export interface InstalledEditor {
  readonly node: string;
  readonly entry: string;
}

/** The location of an editor. Installs it if it is missing. */
export function ensureEditor(version: EditorVersion): InstalledEditor {
  const entry = ensureCodeServer(version);
  lendSearch(entry);
  return { node: ensureNode(version.node), entry };
}

function ensureNode(version: string): string {
  if (process.versions.node === version) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const binary = (folder: string) => path.join(folder, "node_modules", name, "bin/node");
  const folder = installInto(`node-${version}`, (partial) => npm(partial, ["install", `${name}@${version}`]));
  if (!existsSync(binary(folder))) throw new Error(`${name}@${version}: holds no bin/node. Run the editor tests on Linux or macOS.`);
  return binary(folder);
}

function ensureCodeServer(version: EditorVersion): string {
  const folder = installInto(`vscode-${version.vscode}`, (partial) => {
    unpack(partial, `code-server-${version.codeServer}.tgz`, `code-server@${version.codeServer}`);
    const workbench = path.join(partial, "lib/vscode");
    leaveOutUnused(workbench);
    // The server, the workbench and its extensions have separate dependency trees. The package's shrinkwrap files pin their versions.
    for (const tree of [partial, workbench, path.join(workbench, "extensions")]) npm(tree, ["install", "--omit=dev"]);
    link(workbench, "bin/remote-cli", "code-linux.sh", "code-server");
    link(workbench, "bin/helpers", "browser-linux.sh", "browser.sh");
    leaveOutPasswords(partial);
  });
  return path.join(folder, "out/node/entry.js");
}

/** Installs into a temporary folder and renames it, so that an interrupted installation never counts as complete. */
function installInto(name: string, install: (partial: string) => void): string {
  const folder = path.join(editorRoot, name);
  if (existsSync(path.join(folder, "complete"))) return folder;
  console.log(`Installing ${name} into .test-editor …`);
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  writeFileSync(path.join(partial, "package.json"), '{ "private": true }\n');
  install(partial);
  writeFileSync(path.join(partial, "complete"), "");
  renameSync(partial, folder);
  return folder;
}

function npm(folder: string, args: readonly string[]): void {
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  execFileSync("npm", [...args, ...flags], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
}

function link(workbench: string, folder: string, from: string, to: string): void {
  const source = path.join(workbench, folder, from);
  if (existsSync(source)) cpSync(source, path.join(workbench, folder, to));
}

/** Older releases hash passwords with a native module that needs a compiler. The tests log in without a password. */
function leaveOutPasswords(folder: string): void {
  const argon2 = path.join(folder, "node_modules/argon2");
  if (!existsSync(path.join(argon2, "binding.gyp"))) return;
  const refusal = "() => { throw new Error('argon2: left out of this installation. Start the server with --auth none.'); }";
  writeFileSync(path.join(argon2, "argon2.js"), `module.exports = { hash: ${refusal}, verify: ${refusal} };\n`);
}

/** Older releases download ripgrep in an install script, so it is copied from the newest release. Without it, no glob matches. */
function lendSearch(entry: string): void {
  const packages = (of: string) => path.join(path.dirname(of), "../../lib/vscode/node_modules/@vscode");
  const wanted = path.join(packages(entry), "ripgrep/bin/rg");
  if (!existsSync(path.join(packages(entry), "ripgrep")) || existsSync(wanted)) return;
  const lender = path.join(
    packages(ensureCodeServer(editorVersions.newest)),
    `ripgrep-universal/bin/${process.platform}-${process.arch}/rg`,
  );
  mkdirSync(path.dirname(wanted), { recursive: true });
  copyFileSync(lender, wanted);
}

/** Unpacks only the files that the tests use: npm would unpack all files and take twice as long. */
function unpack(folder: string, tarball: string, name: string): void {
  npm(folder, ["pack", name]);
  const skipped = ["*/lib/vscode/extensions/copilot", "*/lib/vscode/extensions/mermaid-markdown-features", "*.map"];
  execFileSync("tar", ["-xzf", tarball, "--strip-components=1", ...skipped.map((each) => `--exclude=${each}`)], { cwd: folder });
  rmSync(path.join(folder, tarball));
}

/** Removes dependencies that no test uses from the workbench's package.json and lockfile. They take two thirds of the disk space. */
function leaveOutUnused(workbench: string): void {
  for (const file of ["package.json", "npm-shrinkwrap.json"].map((name) => path.join(workbench, name))) {
    const whole = JSON.parse(readFileSync(file, "utf8"));
    const { dependencies } = whole.packages?.[""] ?? whole;
    for (const unused of ["@devcontainers/cli", "@github/copilot-sdk", "@microsoft/mxc-sdk"]) delete dependencies[unused];
    writeFileSync(file, JSON.stringify(whole));
  }
}
