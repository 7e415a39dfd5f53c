// Which Node.js runs a project's code.
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AskNode } from "../../../runtime/host/ask-node.js";
import { findNode, type NodeQuestion } from "../../../runtime/host/find-node.js";
import type { Machine } from "../../../runtime/host/machine.js";
import { wantedNode } from "../../../runtime/host/wanted-node.js";
import { nodeFiles } from "../../../server/lsp/node-files.js";

let home: string;
let project: string;

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "millrace-home-")));
  project = join(home, "code", "shop");
  mkdirSync(project, { recursive: true });
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

const inHome = (path: string) => join(home, path);

const PROGRAM = "program";

/** A program in the home folder that reports this version of Node, or none, and the program it links to, if it is a link. */
function program(path: string, version = "", leadsTo = inHome(path)): string {
  write(path, [PROGRAM, version, leadsTo].join("\n"));
  return inHome(path);
}

/** Reads the program's answer from its file, so that no program of another system must run. */
const ask: AskNode = async (path) => {
  const [kind, version = "", leadsTo = ""] = readFileSync(path, "utf8").split("\n");
  if (kind !== PROGRAM) return { kind: "none", trouble: { kind: "not-started", code: "EACCES" } };
  return version.includes(".") ? { kind: "node", version, path: leadsTo } : { kind: "none", trouble: { kind: "another-program" } };
};

function write(path: string, text: string): void {
  const whole = inHome(path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
}

const OWN = { path: "/editor/own", version: "22.1.0" };

const files = nodeFiles;

/** A PATH with one folder per version. */
function pathOf(...versions: readonly string[]): { readonly PATH: string } {
  for (const version of versions) program(`${version}/node`, version);
  return { PATH: versions.map((version) => inHome(version)).join(delimiter) };
}

function find(more: Partial<NodeQuestion> = {}, machine: Partial<Machine> = {}) {
  const question = { projectDir: project, workspaceFolder: project, setting: "", range: ">=20.20.0", ...more };
  return findNode(question, { env: {}, home, platform: "linux", files, own: OWN, ask, ...machine });
}

async function refusal(...given: Parameters<typeof find>): Promise<string> {
  const choice = await find(...given);
  return choice.kind === "refused" ? choice.message : `found ${choice.path}`;
}

describe("a project asks", () => {
  const asked: readonly (readonly [file: string, text: string, version: string])[] = [
    [".nvmrc", "# ours\nv22.2.0 # as in production\n", "22.2.0"],
    [".nvmrc", "lts/jod", "22.3.0"],
    [".nvmrc", "lts/*", "20.20.0"],
    [".nvmrc", "node", "20.20.0"],
    [".node-version", "22.2", "22.2.0"],
    [".tool-versions", "python 3.12.0\nnodejs 99.0.0 22.2.0\n", "22.2.0"],
    ["mise.toml", '[env]\nA = "1"\n[tools]\nnode = "22.2.0" # as in production\n', "22.2.0"],
    ["mise.toml", '[tools]\nnode = ["99", "22.2"]\n', "22.2.0"],
    [".mise.toml", '[tools]\nnode = { version = "lts/jod" }\n', "22.3.0"],
    ["package.json", '{"volta":{"node":"22.2.0"}}', "22.2.0"],
    ["package.json", '{"devEngines":{"runtime":{"name":"node","version":"^22.0.0"}}}', "22.3.0"],
  ];
  it.each(asked)("in %s: %j", async (file, text, version) => {
    write(`code/shop/${file}`, text);
    expect(await find({}, { env: pathOf("20.20.0", "25.0.0", "22.3.0", "22.2.0", "24.4.0") })).toMatchObject({
      kind: "found",
      version,
      warning: null,
    });
  });

  it("by the file that is nearest, and Volta's may lead to another", async () => {
    write("code/package.json", '{"volta":{"node":"22.2.0"}}');
    write("code/.nvmrc", "24");
    write("code/shop/package.json", '{"volta":{"extends":"../package.json"}}');
    expect(await find({}, { env: pathOf("24.4.0", "22.2.0") })).toMatchObject({
      version: "22.2.0",
      why: `on the PATH, as ${join(project, "package.json")} asks`,
    });
  });

  it("for what the project has installed as a package", async () => {
    const node = program("code/node_modules/node/bin/node", "22.2.0");
    const env = pathOf("24.4.0");
    expect(await find({}, { env })).toMatchObject({ version: "24.4.0", why: "on the PATH" });
    write("code/shop/.nvmrc", "22");
    const asked = {
      path: node,
      version: "22.2.0",
      why: `in the project's node_modules, as ${join(project, ".nvmrc")} asks`,
      warning: null,
    };
    expect(await find({}, { env })).toMatchObject(asked);
    write("code/shop/.nvmrc", "26");
    expect(await find({}, { env })).toMatchObject({
      version: "24.4.0",
      warning: expect.stringContaining("in the project's node_modules: 22.2.0"),
    });
  });

  it("with no word of the home folder itself, however its path is spelt", () => {
    const asks = (path: string) => ({ ...files, read: (file: string) => (file === join(path, ".nvmrc") ? "22" : undefined) });
    const spelt: readonly (readonly [platform: NodeJS.Platform, home: string, same: string])[] = [
      ["linux", "/home/me/", "/home/me"],
      ["win32", "C:\\Users\\Me", "c:/Users/me"],
    ];
    for (const [platform, home, same] of spelt) {
      expect(wantedNode({ platform, home, files: asks(same) }, `${same}/code/shop`)).toBeNull();
      expect(wantedNode({ platform, home, files: asks(same) }, same)).toMatchObject({ versions: ["22"] });
      expect(wantedNode({ platform, home, files: asks(`${same}/code`) }, `${same}/code/shop`)).toMatchObject({ versions: ["22"] });
    }
  });

  it("for what is on the PATH, or for the system's", async () => {
    const node = program("bin/node", "22.9.0");
    write("code/shop/.nvmrc", "22");
    const found = { path: node, version: "22.9.0", warning: null, why: `on the PATH, as ${join(project, ".nvmrc")} asks` };
    expect(await find({}, { env: { PATH: join(home, "bin") } })).toMatchObject(found);
    write("code/shop/.nvmrc", "system");
    expect(await find({}, { env: { PATH: join(home, "bin") } })).toMatchObject({ ...found, why: "on the PATH" });
  });

  it("for a version that is not found: another runs, and the warning names the setting and what was found", async () => {
    const node = program("bin/node", "22.9.0");
    write("code/shop/.nvmrc", "v24.1.0");
    const choice = await find({}, { env: { PATH: join(home, "bin") } });
    expect(choice).toMatchObject({ kind: "found", path: node });
    const warning = (choice.kind === "found" && choice.warning) || "";
    expect(warning).toContain(
      `${join(project, ".nvmrc")} asks for Node.js v24.1.0, which is neither on the PATH nor in the project's node_modules.`,
    );
    expect(warning).toContain(`Node.js 22.9.0 (${node}, on the PATH) runs the code instead.`);
    expect(warning).toContain(`Looked at on the PATH: 22.9.0 (${node}); the editor's own: 22.1.0 (/editor/own).`);
    expect(warning).toMatch(/Set millrace\.nodePath to the program of that version, or start the editor from a terminal that uses it\.$/);
  });

  it("for one that is too old, or in words nobody knows", async () => {
    write("code/shop/.nvmrc", "18");
    const old = await find({}, { env: pathOf("18.1.0") });
    expect(old).toMatchObject({ path: OWN.path, isOwn: true });
    expect(old).toMatchObject({
      warning: `${join(project, ".nvmrc")} asks for Node.js 18, but Millrace needs 20.20.0 or newer. Node.js 22.1.0 (/editor/own, the editor's own) runs the code instead. Ask for a newer one there, or set millrace.nodePath to the program of one.`,
    });
    write("code/shop/.nvmrc", "../../etc");
    expect(await find()).toMatchObject({
      path: OWN.path,
      warning: expect.stringContaining("asks for Node.js ../../etc, which is neither on the PATH"),
    });
  });
});

describe("nothing is asked for", () => {
  it("the first on the PATH that is new enough", async () => {
    program("old/node", "18.0.0");
    const node = program("new/node", "20.20.0");
    const PATH = ["relative", join(home, "none"), join(home, "old"), join(home, "new")].join(delimiter);
    const choice = await find({}, { env: { PATH } });
    expect(choice).toMatchObject({ path: node, why: "on the PATH", warning: null });
    expect(choice.looked).toContain(`on the PATH: 18.0.0 (${inHome("old/node")})`);
  });

  it("a folder on the PATH that cannot be entered is passed over", async () => {
    const node = program("new/node", "22.0.0");
    symlinkSync("loop", join(home, "loop"), "junction");
    writeFileSync(join(home, "file"), "");
    const PATH = ["loop", "file", "new"].map((name) => join(home, name)).join(delimiter);
    expect(await find({}, { env: { PATH } })).toMatchObject({ path: node, why: "on the PATH" });
  });

  it("a shim on the PATH stands for what it leads to", async () => {
    const node = program("real/node", "22.0.0");
    program("shims/node", "22.0.0", node);
    expect(await find({}, { env: { PATH: join(home, "shims") } })).toMatchObject({ path: node, version: "22.0.0", why: "on the PATH" });
  });

  it("the editor's own, when there is none on the PATH", async () => {
    const choice = await find({}, { env: { PATH: join(home, "bin") } });
    expect(choice).toMatchObject({ path: OWN.path, isOwn: true, why: "the editor's own" });
    expect(choice.looked).toContain(`on the PATH (${join(home, "bin")}): no node`);
  });

  it("none is new enough: refused, with all that was found", async () => {
    const bad = program("bin/node", "no version");
    const message = await refusal({}, { env: { PATH: join(home, "bin") }, own: { path: "/editor/own", version: "20.18.3" } });
    expect(message).toMatch(/^No Node\.js 20\.20\.0 or newer was found to run the project's code\. Looked at /);
    expect(message).toContain(`on the PATH: ${bad} is not Node.js;`);
    expect(message).toContain("the editor's own: 20.18.3 (/editor/own)");
    expect(message).toMatch(/Install one, or set millrace\.nodePath to the program of one\.$/);
  });
});

describe("the setting", () => {
  it("wins over all else, and may hold a home, the workspace folder and variables", async () => {
    const node = program("code/my node/bin/node", "22.5.0");
    write("code/shop/.nvmrc", "24");
    const env = { MINE: join(home, "code") };
    const settings = [
      node,
      "~/code/my node/bin/node",
      "../my node/bin/node",
      "$" + "{workspaceFolder}/../my node/bin/node",
      "$" + "{env:MINE}/my node/bin/node",
    ];
    for (const setting of settings)
      expect(await find({ setting }, { env })).toMatchObject({ kind: "found", version: "22.5.0", why: "the setting millrace.nodePath" });
  });

  it("is refused where it cannot be, saying what would be", async () => {
    program("n/bin/node", "22.5.0");
    program("old/node", "18.0.0");
    program("else/node");
    write("text", "no program");
    const remedy =
      "Set it to the program of a Node.js 20.20.0 or newer (in a terminal, node -p process.execPath prints its path), or leave it empty to have one looked for.";
    expect(await refusal({ setting: "~/n" })).toBe(
      `The setting millrace.nodePath is "~/n" (${inHome("n")}): that is a folder. Set it to the program in it: ${inHome("n/bin/node")}`,
    );
    expect(await refusal({ setting: project })).toBe(`The setting millrace.nodePath is "${project}": that is a folder. ${remedy}`);
    expect(await refusal({ setting: "~/none" })).toBe(
      `The setting millrace.nodePath is "~/none" (${inHome("none")}): there is no such file. ${remedy}`,
    );
    expect(await refusal({ setting: "~/old/node" })).toContain("it is Node.js 18.0.0, which is too old. ");
    expect(await refusal({ setting: "~/else/node" })).toContain("it is not Node.js. ");
    expect(await refusal({ setting: "~/text" })).toContain("it cannot be started (EACCES). ");
    expect(await refusal({ setting: "$" + "{env:NOPE}/node" })).toContain(": the environment variable NOPE is not set. ");
    expect(await refusal({ setting: "$" + "{nope}/node" })).toContain("{nope} is unknown; ");
  });
});
