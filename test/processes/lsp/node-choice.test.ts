// Over the protocol: which Node.js runs a project's code, and the message if it is not the requested one.
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { MaterializeAnswer } from "../../../runtime/contract/editor.js";
import { outcomeOf } from "../../../runtime/contract/events.js";
import {
  configureRequest,
  materializeRequest,
  runEventNotification,
  serverStatusRequest,
  stateNotification,
} from "../../../runtime/contract/protocol.js";
import type { ServerStatus } from "../../../runtime/contract/server-status.js";
import { storedText } from "../../support/looked-at.js";
import { projectFolder, type SpawnedServer, spawnedServer } from "../../support/wired-server.js";

const FILES = {
  "millrace.config.ts": `import { Definitions } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets });
`,
  "package.json": '{"type":"module"}',
  "src/assets.ts": `import { asset } from "millrace";
export const which = asset((): string => process.env.MARK ?? "unmarked");
`,
};

let home: string;
let server: SpawnedServer | null = null;

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "millrace-home-")));
});

afterEach(async () => {
  await server?.stop();
  server = null;
  rmSync(home, { recursive: true, force: true });
});

/** This Node at another path. It leaves a mark on what it runs, and may report another version. */
function marked(path: string, mark: string, version?: string): string {
  const whole = resolve(home, path);
  mkdirSync(dirname(whole), { recursive: true });
  const answer = version === undefined ? "" : `if [ "$1" = "-p" ]; then printf '%s\\n%s\\n' "${version}" "$0"; exit; fi\n`;
  writeFileSync(whole, `#!/bin/sh\n${answer}MARK="${mark}" exec "${process.execPath}" "$@"\n`);
  chmodSync(whole, 0o755);
  return whole;
}

async function start(files: Readonly<Record<string, string>>, settings: unknown = {}, PATH = dirname(process.execPath), locale?: string) {
  const env = { HOME: home, PATH };
  server = await spawnedServer(projectFolder({ ...FILES, ...files }), settings, { env, ...(locale === undefined ? {} : { locale }) });
  await server.notification(stateNotification, ({ projects }) => projects.length > 0);
  return server;
}

const projectOf = (running: SpawnedServer) => running.uri("").replace(/\/$/, "");

async function materialize(running: SpawnedServer): Promise<string> {
  const project = projectOf(running);
  const answer = await running.connection.sendRequest<MaterializeAnswer>(materializeRequest.method, { project, selection: ["which"] });
  if (answer.kind === "refused") return answer.message;
  await running.notification(runEventNotification, ({ event }) => event.runId === answer.runId && outcomeOf(event) !== null);
  return storedText(running, project, "which");
}

const nodeOf = async (running: SpawnedServer) =>
  (await running.connection.sendRequest<ServerStatus>(serverStatusRequest.method, {})).projects[0]?.node;

test("the version that the project asks for runs it, though another is first on the PATH", async () => {
  marked("first/node", "first", "24.1.0");
  const node = marked("second/node", "pinned", "22.7.0");
  const running = await start({ ".nvmrc": "22\n" }, {}, ["first", "second"].map((name) => join(home, name)).join(delimiter));
  expect(await materialize(running)).toBe("pinned");
  const reason = `on the PATH, as ${running.dir}/.nvmrc asks`;
  expect(await nodeOf(running)).toMatchObject({ path: node, version: "22.7.0", reason, warning: null });
  const logged = await running.notification<{ message: string }>({ method: "window/logMessage" }, ({ message }) =>
    message.includes("runs the code"),
  );
  expect(logged.message).toBe(`${running.dir}: Node.js 22.7.0 runs the code: ${node}, ${reason}.`);
});

test("a version that the project installs meanwhile as a package runs without a restart", async () => {
  marked("bin/node", "on the PATH", "22.7.0");
  const running = await start({}, {}, join(home, "bin"));
  expect(await materialize(running)).toBe("on the PATH");
  writeFileSync(join(running.dir, ".node-version"), "24.1.0");
  marked(join(running.dir, "node_modules/node/bin/node"), "of the project", "24.1.0");
  expect(await materialize(running)).toBe("of the project");
});

test("a version that nobody has is told in the status until it is there; another runs meanwhile", async () => {
  const PATH = [dirname(process.execPath), join(home, "later")].join(delimiter);
  const running = await start({ ".nvmrc": "97.1.0\n" }, {}, PATH);
  expect(await materialize(running)).toBe("unmarked");
  const noted = await running.notification(stateNotification, ({ projects }) => projects[0]?.notes.length === 1);
  const note = noted.projects[0]?.notes[0] ?? "";
  expect(note).toContain(
    `${running.dir}/.nvmrc asks for Node.js 97.1.0, which is neither on the PATH nor in the project's node_modules. Node.js ${process.versions.node} (`,
  );
  expect(note).toMatch(
    /Looked at on the PATH: .* Set millrace\.nodePath to the program of that version, or start the editor from a terminal/,
  );
  expect(await nodeOf(running)).toMatchObject({ warning: note });
  marked("later/node", "later", "97.1.0");
  expect(await materialize(running)).toBe("later");
  await running.notification(stateNotification, (state) => state !== noted && state.projects[0]?.notes.length === 0);
});

test("a setting that cannot be is refused with its remedy, and counts once it is mended", async () => {
  const node = marked("mine/bin/node", "set");
  const running = await start({}, { nodePath: "~/mine" });
  const message = `The setting millrace.nodePath is "~/mine" (${home}/mine): that is a folder. Set it to the program in it: ${node}`;
  expect(await materialize(running)).toBe(message);
  expect(await nodeOf(running)).toMatchObject({ path: null, reason: message });
  await running.notification(stateNotification, ({ projects }) => projects[0]?.notes[0] === message);
  await running.connection.sendRequest(configureRequest.method, { trusted: true, nodePath: "~/mine/bin/node" });
  await running.notification(stateNotification, ({ projects }) => projects[0]?.notes.length === 0);
  expect(await materialize(running)).toBe("set");
});

test("a German editor is told in German which Node.js runs, why another one does, and why none can", async () => {
  const running = await start({ ".nvmrc": "97.1.0\n" }, {}, dirname(process.execPath), "de");
  const { reason = "", warning } = (await nodeOf(running)) ?? {};
  expect(reason).toBe("im PATH");
  expect(warning).toContain(
    `${running.dir}/.nvmrc verlangt Node.js 97.1.0; das ist weder im PATH noch in node_modules des Projekts. Stattdessen führt Node.js `,
  );
  expect(warning).toMatch(
    /millrace\.nodePath auf das Programm dieser Version setzen oder den Editor aus einem Terminal starten, das sie verwendet\.$/,
  );
  await running.connection.sendRequest(configureRequest.method, { trusted: true, nodePath: "/nowhere/node" });
  expect(await materialize(running)).toMatch(
    /^Die Einstellung millrace\.nodePath ist "\/nowhere\/node": es gibt keine solche Datei\. Auf das /,
  );
});

test("in Restricted Mode no Node.js is looked for", async () => {
  marked("bin/node", "never");
  const running = await start({}, { trusted: false }, join(home, "bin"));
  expect(await materialize(running)).toContain("Restricted Mode");
  expect(await nodeOf(running)).toBeNull();
});
