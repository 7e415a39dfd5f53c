// Asking a program which Node.js it is: rarely, and never for long.
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { createAskNode } from "../../../runtime/host/ask-node.js";
import { nodeFiles } from "../../../server/lsp/node-files.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

let dir: string;

beforeEach(async () => {
  dir = await temporaryFolder();
});

/** Says that it is this version, and itself. */
function program(name: string, version = ""): string {
  const path = join(dir, name);
  writeFileSync(path, `#!/bin/sh\necho "${version}"\necho "$0"\n`);
  chmodSync(path, 0o755);
  return path;
}

describe("a program is asked which Node it is", () => {
  it("once, and again when it is another file; a shim tells where it leads", async () => {
    const ask = createAskNode();
    const node = program("node", "22.0.0");
    expect(await ask(node, dir)).toEqual({ kind: "node", version: "22.0.0", path: node });
    writeFileSync(join(dir, "count"), "");
    const counted = join(dir, "counted");
    program("counted");
    writeFileSync(counted, `#!/bin/sh\necho x >> ${dir}/count\necho 22.0.0\necho ${counted}\n`);
    for (let times = 0; times < 3; times++) await ask(counted, dir);
    expect(nodeFiles.read(join(dir, "count"))).toBe("x\n");
    writeFileSync(counted, `#!/bin/sh\necho 24.0.0\necho ${counted}\n`);
    expect(await ask(counted, dir)).toMatchObject({ version: "24.0.0" });
    const shim = program("shim");
    writeFileSync(shim, `#!/bin/sh\necho 22.0.0\necho ${node}\n`);
    expect(await ask(shim, dir)).toEqual({ kind: "node", version: "22.0.0", path: node });
  });

  it("and one that never answers is given up", async () => {
    const node = program("node");
    writeFileSync(node, "#!/bin/sh\nwhile true; do :; done\n");
    expect(await createAskNode(100)(node, dir)).toEqual({ kind: "none", trouble: { kind: "slow", seconds: 0.1 } });
  });

  it("and this very Node answers with its own", async () => {
    expect(await createAskNode()(process.execPath, dir)).toEqual({
      kind: "node",
      version: process.versions.node,
      path: process.execPath,
    });
  });
});
