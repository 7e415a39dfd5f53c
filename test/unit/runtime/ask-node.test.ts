// Asking a program for its Node.js version: rarely, and with a time limit.
import { constants, copyFileSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createAskNode } from "../../../runtime/host/ask-node.js";
import { nodeFiles } from "../../../server/lsp/node-files.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

let dir: string;
/** A module that every Node process here loads first. */
let first: string;

beforeEach(async () => {
  dir = await temporaryFolder();
  first = join(dir, "first.cjs");
});

afterEach(() => {
  vi.unstubAllEnvs();
});

/** What Node does instead of answering. It works on every system, unlike a shell script. */
function instead(...does: readonly string[]): void {
  writeFileSync(first, does.join("\n"));
  vi.stubEnv("NODE_OPTIONS", `--require ${JSON.stringify(first)}`);
}

/** Reports this version, and the path of the real program if it is another one. */
const says = (version: string, path?: string) => [
  `console.log(${JSON.stringify(version)});`,
  `console.log(${path === undefined ? "process.execPath" : JSON.stringify(path)});`,
  "process.exit();",
];

describe("a program is asked which Node it is", () => {
  it("once, and again when it is another file; a shim tells where it leads", async () => {
    const ask = createAskNode();
    const node = join(dir, basename(process.execPath));
    copyFileSync(process.execPath, node, constants.COPYFILE_FICLONE);
    const count = join(dir, "count");
    instead(`require("node:fs").appendFileSync(${JSON.stringify(count)}, "x");`, ...says("22.0.0"));
    for (let times = 0; times < 3; times++) expect(await ask(node, dir)).toEqual({ kind: "node", version: "22.0.0", path: node });
    expect(nodeFiles.read(count)).toBe("x");

    utimesSync(node, 1, 1);
    instead(...says("24.0.0", process.execPath));
    expect(await ask(node, dir)).toEqual({ kind: "node", version: "24.0.0", path: process.execPath });
    instead(...says("25.0.0", process.execPath));
    expect(await ask(node, dir)).toMatchObject({ version: "25.0.0" });
  });

  it("and one that never answers is given up", async () => {
    instead("while (true);");
    expect(await createAskNode(100)(process.execPath, dir)).toEqual({ kind: "none", trouble: { kind: "slow", seconds: 0.1 } });
  });

  it("and this very Node answers with its own", async () => {
    expect(await createAskNode()(process.execPath, dir)).toEqual({
      kind: "node",
      version: process.versions.node,
      path: process.execPath,
    });
  });
});
