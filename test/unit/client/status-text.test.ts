// The text of the status, and its reason if something does not work.
import { expect, test } from "vitest";
import { serverStatusText } from "../../../client/status/server-status-text.js";
import { statusText } from "../../../client/status/status-text.js";
import type { ProjectState, ServerState } from "../../../runtime/contract/server-status.js";

const project: ProjectState = { uri: "file:///p", name: "p", assets: 2, errors: 0, checking: false, notes: [] };
const state = (more: Partial<ServerState> = {}): ServerState => ({ kind: "ready", projects: [project], outside: [], message: "", ...more });
const said = (given: ServerState, document: string | null = null) => statusText({ state: given, document, run: undefined });

test("a project that works is named, and nothing spins", () => {
  expect(said(state())).toEqual({
    bar: "$(type-hierarchy) 2 assets",
    text: "Millrace: 2 assets",
    detail: "p",
    short: null,
    severity: "information",
    busy: false,
  });
});

test("a project that cannot work says why, as a warning", () => {
  const notes = ["The package millrace is not installed. Run `npm install`."];
  expect(said(state({ projects: [{ ...project, notes }] }))).toMatchObject({
    bar: "$(warning) 2 assets",
    detail: notes[0],
    short: "The package millrace is not installed",
    severity: "warning",
  });
});

test("what a line shows of a reason is its beginning, cut where it would push the rest aside", () => {
  const short = (...notes: string[]) => said(state({ projects: [{ ...project, notes }] })).short;
  expect(short("millrace.config.ts exports no Definitions that can be read, so no asset is known. Write …", "More.")).toBe(
    "millrace.config.ts exports no Definitions that…",
  );
  expect(short("Loading the config failed: it threw.")).toBe("Loading the config failed");
  expect(short("No Definitions.")).toBe("No Definitions");
  expect(short()).toBeNull();
});

test("a file outside is a warning only where somebody misses something", () => {
  const outside = [
    { uri: "file:///a.ts", reason: "No millrace.config.ts.", wanted: true },
    { uri: "file:///b.ts", reason: "No millrace.config.ts.", wanted: false },
  ];
  const given = state({ kind: "no-project", projects: [], outside, message: "No folder here contains a millrace.config.ts." });
  expect(said(given, "file:///a.ts")).toMatchObject({
    text: "Millrace: no project",
    detail: "No millrace.config.ts.",
    severity: "warning",
  });
  expect(said(given, "file:///b.ts").severity).toBe("information");
  expect(said(given).detail).toBe("No folder here contains a millrace.config.ts.");
});

test("busy while starting, while types are checked and while a run goes on; not when the server is gone", () => {
  expect(said(state({ kind: "starting", projects: [], message: "Reading." })).busy).toBe(true);
  expect(said(state({ projects: [{ ...project, checking: true }] }))).toMatchObject({
    busy: true,
    text: "Millrace: 2 assets, checking types",
  });
  expect(statusText({ state: state(), document: null, run: { done: 1, total: 2 } })).toMatchObject({
    busy: true,
    bar: "$(loading~spin) Millrace 1/2 $(debug-stop)",
  });
  expect(said(state({ kind: "stopped", projects: [], message: "It ended." }))).toMatchObject({
    busy: false,
    severity: "error",
    detail: "It ended.",
  });
});

test("the server's status reads as a document", () => {
  const text = serverStatusText({
    version: "1.2.3",
    process: {
      node: "v20.20.0",
      pid: 7,
      uptimeMs: 61_000,
      memory: { rssBytes: 200e6, heapUsedBytes: 80e6, heapTotalBytes: 100e6 },
    },
    state: state({
      projects: [{ ...project, notes: ["A note."] }],
      outside: [{ uri: "file:///x.ts", reason: "Nothing imports it.", wanted: false }],
    }),
    projects: [
      {
        uri: "file:///p",
        config: "/p/millrace.config.ts",
        assets: 2,
        files: 3,
        problems: { error: 1, warning: 0, information: 0, hint: 4 },
        waiting: 5,
        described: { kind: "failed", reason: "No such file." },
        graphMs: 12,
        typesMs: null,
        typeEngine: "typescript6",
        runId: null,
        node: {
          path: "/n/node",
          version: "22.1.0",
          reason: "on the PATH",
          warning: "/p/.nvmrc asks for 24.",
          looked: ["nvm (/n): nothing"],
        },
      },
    ],
    openDocuments: ["file:///x.ts"],
    slowRequests: [{ name: "hover", ms: 345, when: "2026-01-01T00:00:00.000Z", about: "src/a.ts, 2 assets in the project" }],
  });
  for (const line of [
    "# Millrace 1.2.3",
    "- Node v20.20.0, process 7, up 61 s",
    "- **A note.**",
    "- problems: 1 error, 0 warnings, 0 notes, 4 hints",
    "- values that require executing the code: failed. No such file.",
    "- last check of types: none yet",
    "- types by TypeScript 6",
    "- Node.js for its code: 22.1.0, `/n/node`: on the PATH",
    "  - **/p/.nvmrc asks for 24.**",
    "  - looked at nvm (/n): nothing",
    "- file:///x.ts: Nothing imports it.",
    "- 2026-01-01T00:00:00.000Z hover: 345 ms (src/a.ts, 2 assets in the project)",
  ])
    expect(text.split("\n")).toContain(line);
});
