// File names on disk, and URIs from a client, that cannot be decoded: everything else in the same message is still used.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test } from "vitest";
import { stateNotification } from "../../../runtime/contract/protocol.js";
import { webAddresses } from "../../../server/lsp/web-addresses.js";
import { fixture } from "../../support/fixture.js";
import { fc } from "../../support/properties.js";
import { projectFolder, type WiredServer, wiredServer } from "../../support/wired-server.js";

const FILES = {
  "millrace.config.ts":
    'import { Definitions } from "millrace";\nimport * as assets from "./src/assets.js";\nexport default new Definitions({ assets });\n',
  "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "types": [] }, "include": ["src"] }',
  "package.json": '{"type":"module"}',
  "src/assets.ts": 'import { asset } from "millrace";\nexport const numbers = asset((): number[] => [1]);\n',
};
const RUN = "20260101T000000000-abcdef";
const NAMES = ["%", "%C0%AF", "%FF", "100%", "%ED%A0%80"];

const record = (assetKey: string, runId: string) => {
  const rest = { timestamp: "2026-01-01T00:00:01.000Z", durationMs: 5, ioManagerKey: null, manager: null, stored: null, metadata: {} };
  return JSON.stringify({ assetKey, runId, ...rest });
};

let server: WiredServer | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});

test.each(NAMES)("a folder of records named %s: the change told after it counts", (name) => {
  const { project, texts } = fixture("export {};");
  expect(project.records.latest("numbers")).toBeNull();
  const path = `/project/.millrace/records/numbers/@/${RUN}.json`;
  texts.set(path, record("numbers", RUN));
  project.records.changed([`/project/.millrace/records/${name}/@/${RUN}.json`, path]);
  expect(project.records.latest("numbers")?.runId).toBe(RUN);
});

test("a batch of changes on the wire: a save beside such names is heard, and the record is shown", async () => {
  server = await wiredServer(projectFolder(FILES), { trusted: true });
  const running = server;
  await running.notification(stateNotification, ({ projects }) => projects.length > 0);
  const hover = async () => {
    const at = { textDocument: { uri: running.uri("src/assets.ts") }, position: { line: 1, character: 14 } };
    return (await running.connection.sendRequest<{ contents: { value: string } } | null>("textDocument/hover", at))?.contents.value;
  };
  expect(await hover()).toContain("Never materialized");
  const changes = [...NAMES, "numbers"].map((name) => {
    const folder = join(running.dir, ".millrace/records", name, "@");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${RUN}.json`), record(name, RUN));
    return { uri: pathToFileURL(join(folder, `${RUN}.json`)).href, type: 1 };
  });
  changes.unshift({ uri: `file://${running.dir}/.millrace/records/%/@/x.json`, type: 1 }, { uri: "file://a%/b", type: 1 });
  running.connection.sendNotification("workspace/didChangeWatchedFiles", { changes });
  expect(await hover()).toContain("Last materialized 2026-01-01 00:00:01 UTC");
});

test("an address is taken in and given back, whatever it is", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string().map((text) => `/a b/%/${text}`),
      ),
      (text) => {
        expect(typeof webAddresses.uri(webAddresses.path(text))).toBe("string");
        expect(typeof webAddresses.uri(text)).toBe("string");
      },
    ),
  );
});
