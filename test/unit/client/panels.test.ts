// The panels without an editor: which panel stays open, which answers are used, and the error if an action fails.
import { beforeEach, expect, test, vi } from "vitest";
import { GraphPanel } from "../../../client/graph/graph-panel.js";
import type { ServerConnection } from "../../../client/language/language-client.js";
import type { ValueComparison } from "../../../client/values/value-comparison.js";
import { ValuePanels } from "../../../client/values/value-panels.js";
import type { GraphView } from "../../../runtime/contract/graph.js";

const editor = vi.hoisted(() => {
  interface Serializer {
    deserializeWebviewPanel(panel: unknown, state: unknown): Promise<void>;
  }
  return {
    made: [] as FakePanel[],
    serializers: new Map<string, Serializer>(),
    errors: [] as string[],
    run: async (_command: string): Promise<void> => undefined,
    FakePanel: class {
      title = "";
      visible = true;
      disposed = false;
      readonly posted: { kind: string; view?: { project: string } }[] = [];
      hear: (message: unknown) => void = () => undefined;
      private readonly gone: (() => void)[] = [];
      readonly webview = {
        cspSource: "",
        options: {},
        html: "",
        asWebviewUri: (uri: unknown) => uri,
        onDidReceiveMessage: (hear: (message: unknown) => void) => (this.hear = hear),
        postMessage: async (message: { kind: string }) => this.posted.push(message),
      };
      onDidChangeViewState() {}
      onDidDispose(listener: () => void) {
        this.gone.push(listener);
      }
      reveal() {}
      dispose() {
        if (this.disposed) return;
        this.disposed = true;
        for (const listener of this.gone) listener();
      }
    },
  };
});
interface FakePanel {
  readonly disposed: boolean;
  readonly posted: { kind: string; view?: { project: string } }[];
  hear(message: unknown): void;
  dispose(): void;
}

vi.mock("vscode", () => {
  const uri = { path: "", fsPath: "", with: () => uri, toString: () => "uri" };
  return {
    Uri: { joinPath: () => uri, parse: () => uri },
    ViewColumn: { Active: -1, Beside: -2 },
    Disposable: { from: () => ({ dispose() {} }) },
    l10n: { bundle: undefined },
    env: { language: "en" },
    commands: { executeCommand: (command: string) => editor.run(command) },
    workspace: {},
    window: {
      activeTextEditor: undefined,
      onDidChangeTextEditorSelection: () => ({ dispose() {} }),
      onDidChangeActiveTextEditor: () => ({ dispose() {} }),
      registerWebviewPanelSerializer: (type: string, serializer: never) => editor.serializers.set(type, serializer),
      createWebviewPanel: () => {
        const panel = new editor.FakePanel();
        editor.made.push(panel);
        return panel;
      },
      showErrorMessage: (message: string) => void editor.errors.push(message),
    },
  };
});

const nothing = () => ({ dispose() {} });
const view = (project: string) => ({ project, name: project, nodes: [], edges: [], runId: null, cannotRun: null }) satisfies GraphView;
/** `answers` are functions by the last part of the request's name. */
function serverWith(parts: object, answers: Readonly<Record<string, (params: never) => Promise<unknown>>>): ServerConnection {
  const ask = ({ method }: { method: string }, params: never) => answers[method.slice("millrace/".length)]?.(params);
  const server = { state: { kind: "ready" }, onGraphChanged: nothing, onState: nothing, onStatusChanged: nothing, ask, ...parts };
  return server as unknown as ServerConnection;
}
const extension = { path: "", with: () => extension } as never;
const graphsOf = (panel: FakePanel | undefined) => panel?.posted.flatMap((message) => (message.view ? [message.view.project] : []));

beforeEach(() => {
  editor.made.length = 0;
  editor.errors.length = 0;
  editor.run = async () => undefined;
});

test("a graph that comes back after a reload takes the place of the one that was opened meanwhile, and stays when that one goes", async () => {
  const graph = new GraphPanel(extension, serverWith({}, { graph: async ({ project }: { project: string }) => view(project) }));
  await graph.show("file:///a");
  const [opened] = editor.made;
  const restored = new editor.FakePanel();
  await editor.serializers.get("millrace.graph")?.deserializeWebviewPanel(restored, { project: "file:///b" });
  expect(opened?.disposed).toBe(true);
  opened?.hear({ kind: "ready" });
  restored.hear({ kind: "ready" });
  await expect.poll(() => graphsOf(restored)).toEqual(["file:///b"]);
  expect(graphsOf(opened)).toEqual([]);
  await graph.show("file:///b");
  expect(editor.made).toHaveLength(1);
  restored.dispose();
  await graph.show("file:///b");
  expect(editor.made).toHaveLength(2);
});

test("the answer to an earlier question is not shown once another project is asked for", async () => {
  const answers = new Map<string, (view: GraphView) => void>();
  const graph = ({ project }: { project: string }) => new Promise<GraphView>((resolve) => answers.set(project, resolve));
  const panel = new GraphPanel(extension, serverWith({}, { graph }));
  await panel.show("file:///a");
  const [made] = editor.made;
  made?.hear({ kind: "ready" });
  await expect.poll(() => answers.has("file:///a")).toBe(true);
  const shown = panel.show("file:///b", "orders");
  await expect.poll(() => answers.has("file:///b")).toBe(true);
  answers.get("file:///a")?.(view("file:///a"));
  answers.get("file:///b")?.(view("file:///b"));
  await shown;
  expect(made?.posted.map((message) => message.view?.project ?? message.kind)).toEqual(["file:///b", "focus"]);
});

const fails = (reason: string) => () => Promise.reject(new Error(reason));

test("a button that cannot do its work says which and why: the graph's", async () => {
  const graph = new GraphPanel(extension, serverWith({}, { graph: async () => view("file:///a"), history: fails("no records") }));
  await graph.show("file:///a");
  editor.run = fails("cannot open orders.ts");
  editor.made[0]?.hear({ kind: "open", key: "orders" });
  await expect.poll(() => editor.errors).toEqual(["Open code: this could not be done. cannot open orders.ts"]);
});

test("a button that cannot do its work says which and why: those of a value", async () => {
  const stopped = { kind: "stopped", message: "The language server ended." };
  const server = serverWith({ state: stopped }, { look: fails("Client is not running") });
  new ValuePanels(extension, server, {} as ValueComparison).show({ project: "file:///a", key: "orders" });
  editor.made[0]?.hear({ kind: "openFile" });
  await expect.poll(() => editor.errors).toEqual(["Open file: this could not be done. The language server ended."]);
  editor.run = fails("no such command");
  editor.made[0]?.hear({ kind: "materialize" });
  await expect.poll(() => editor.errors).toHaveLength(2);
  expect(editor.errors[1]).toMatch(/^Materialize: /);
});
