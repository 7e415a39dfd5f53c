// One editor server and one browser for a file of tests; a fresh folder and page for each test.
import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import { startBrowser, type TestBrowser } from "./browser.js";
import { Editor } from "./editor.js";
import { copyProject, emptyProject, type ProjectCopy } from "./project-copy.js";
import { type EditorServer, type ServerOptions, startServer } from "./server.js";
import { chosenVersion } from "./versions.js";

export interface Opened {
  readonly editor: Editor;
  readonly project: ProjectCopy;
}

export interface Session {
  /** The server's process group, to find the processes it started. */
  readonly server: () => EditorServer;
  readonly browser: () => TestBrowser;
  /** Copies the project, lets `prepare` change it, opens it at `file`, hands it to `use`, and closes it whatever happens. */
  withProject(name: string, file: string, use: (opened: Opened) => Promise<void>, prepare?: (project: ProjectCopy) => void): Promise<void>;
  /** The same with an empty folder, in which no file is open. */
  withEmptyFolder(name: string, use: (opened: Opened) => Promise<void>): Promise<void>;
}

export function editorSession(
  options: Pick<ServerOptions, "asksForTrust" | "settings" | "debugger" | "commands" | "language"> = {},
): Session {
  let server: EditorServer | undefined;
  let browser: TestBrowser | undefined;

  beforeAll(async () => {
    const vsix = path.resolve("millrace.vsix");
    if (!existsSync(vsix)) throw new Error("millrace.vsix: not there. Run npm run package first.");
    server = await startServer({ version: chosenVersion(), vsix, ...options });
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.stop();
    await server?.stop();
  });

  return {
    server: () => started(server),
    browser: () => started(browser),
    async withProject(name, file, use, prepare) {
      const project = copyProject(`${chosenVersion().name}-${name}`);
      prepare?.(project);
      await opened(name, await Editor.open(started(browser).context, started(server), project.folder, file), project, use);
    },
    async withEmptyFolder(name, use) {
      const project = emptyProject(`${chosenVersion().name}-${name}`);
      await opened(name, await Editor.openFolder(started(browser).context, started(server), project.folder), project, use);
    },
  };
}

async function opened(name: string, editor: Editor, project: ProjectCopy, use: (opened: Opened) => Promise<void>): Promise<void> {
  try {
    await use({ editor, project });
  } catch (error) {
    await editor.screenshot(`failed-${name}`).catch(() => undefined);
    throw error;
  } finally {
    await editor.close();
  }
}

function started<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error("the editor was not started");
  return thing;
}
