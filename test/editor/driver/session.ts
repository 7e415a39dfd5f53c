// One editor server, one browser, one window and one project for all flows that need nothing else, reset between them.
import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import { sharedBrowser, type TestBrowser } from "./browser.js";
import { Editor } from "./editor.js";
import { copyProject, emptyProject, type ProjectCopy, restore } from "./project-copy.js";
import { type EditorServer, type ServerOptions, startServer } from "./server.js";
import { chosenVersion } from "./versions.js";

export interface Opened {
  readonly editor: Editor;
  readonly project: ProjectCopy;
}

type Prepare = (project: ProjectCopy) => void;
type Use = (opened: Opened) => Promise<void>;

export interface Session {
  /** The server's process group, to find the processes it started. */
  readonly server: () => EditorServer;
  readonly browser: () => TestBrowser;
  /**
   * Restores the project that flows share, lets `prepare` change it, and hands it to `use`, open at `file` in the window that
   * they share, too. After a flow that failed the window is closed, and the next flow opens another.
   */
  withProject(name: string, file: string, use: Use, prepare?: Prepare): Promise<void>;
  /** The same with an empty folder, in which no file is open. */
  withEmptyFolder(name: string, use: Use): Promise<void>;
}

type SessionOptions = Pick<ServerOptions, "asksForTrust" | "language">;

/** Installs what a registry would give, without one: this repository's package, and the lockfile that tells of it. */
const npm = `#!/bin/sh
echo "npm $*"
test -f "$2" || exit 1
mkdir -p node_modules && ln -sfn "${path.resolve("runtime")}" node_modules/millrace && echo '{}' > package-lock.json
`;
/** Runs the package's command, which the linked package has no shortcut to. */
const npx = `#!/bin/sh
shift 3
exec node node_modules/millrace/bin/millrace.js "$@"
`;

/** A server with its window. */
interface Running {
  readonly server: EditorServer;
  shared: Opened | undefined;
  /** No window was opened yet. */
  isFirst: boolean;
}

/** The server of the sessions without options of their own, which all files have in common: they run one after the other in one process. */
let usual: Promise<Running> | undefined;

export function editorSession(options: SessionOptions = {}): Session {
  const isUsual = Object.keys(options).length === 0;
  let running: Running | undefined;
  let browser: TestBrowser | undefined;

  beforeAll(async () => {
    browser = await sharedBrowser();
    if (isUsual) usual ??= start(options);
    running = await (isUsual ? usual : start(options));
  });
  afterAll(async () => {
    if (isUsual) return;
    await running?.shared?.editor.close();
    await running?.server.stop();
  });

  const open = async (project: ProjectCopy, file: string): Promise<Opened> => ({
    project,
    editor: await Editor.open(started(browser).context, started(running).server, project.folder, file),
  });

  /** The shared window with a project like new and a language server that knows of nothing before. */
  async function likeNew(file: string, prepare: Prepare | undefined): Promise<Opened> {
    const { shared } = started(running);
    if (shared === undefined) {
      const project = copyProject(sharedFolder());
      prepare?.(project);
      const opened = await open(project, file);
      const isFirst = running?.isFirst === true;
      Object.assign(started(running), { shared: opened, isFirst: false });
      // VS Code gives a window the views that the one before had open.
      if (!isFirst) {
        await opened.editor.clear();
        await opened.editor.startAnew(file);
      }
      // A folder that was open before is shown where it was left.
      await opened.editor.goTo(1);
      return opened;
    }
    const { editor, project } = shared;
    await editor.clear();
    restore(project);
    prepare?.(project);
    await editor.startAnew(file);
    await editor.goTo(1);
    return shared;
  }

  return {
    server: () => started(running).server,
    browser: () => started(browser),
    async withProject(name, file, use, prepare) {
      try {
        await use(await likeNew(file, prepare));
      } catch (error) {
        const { shared } = started(running);
        started(running).shared = undefined;
        await keepPicture(name, shared?.editor);
        await shared?.editor.close();
        throw error;
      }
    },
    async withEmptyFolder(name, use) {
      const project = emptyProject(`${chosenVersion().name}-${name}`);
      const editor = await Editor.openFolder(started(browser).context, started(running).server, project.folder);
      try {
        await use({ editor, project });
      } catch (error) {
        await keepPicture(name, editor);
        throw error;
      } finally {
        await editor.close();
      }
    },
  };
}

/** With signs that mean something in patterns of files, which a folder's name may have, too. */
function sharedFolder(): string {
  return `${chosenVersion().name}-shared (1)`;
}

async function start(options: SessionOptions): Promise<Running> {
  const vsix = path.resolve("millrace.vsix");
  if (!existsSync(vsix)) throw new Error("millrace.vsix: not there. Run npm run package first.");
  return {
    server: await startServer({ version: chosenVersion(), vsix, debugger: true, commands: { npm, npx }, ...options }),
    shared: undefined,
    isFirst: true,
  };
}

/** Keeps a picture of a flow that failed. */
async function keepPicture(name: string, editor: Editor | undefined): Promise<void> {
  await editor?.screenshot(`failed-${name}`).catch(() => undefined);
}

function started<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error("the editor was not started");
  return thing;
}
