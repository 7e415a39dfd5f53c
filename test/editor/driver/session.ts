// One editor server, browser, window and project for all tests without special needs. They are reset between tests.
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
  /** The server, whose process group identifies the processes it started. */
  readonly server: () => EditorServer;
  readonly browser: () => TestBrowser;
  /**
   * Restores the shared project, lets `prepare` change it, and passes it to `use`, with `file` open in the shared window. After a failed
   * test, the window is closed, and the next test opens a new one.
   */
  withProject(name: string, file: string, use: Use, prepare?: Prepare): Promise<void>;
  /** The same with an empty folder and no open file. */
  withEmptyFolder(name: string, use: Use): Promise<void>;
}

type SessionOptions = Pick<ServerOptions, "asksForTrust" | "language">;

/** A fake npm that installs what a registry would provide: this repository's package and a lockfile that names it. */
const npm = `#!/bin/sh
echo "npm $*"
test -f "$2" || exit 1
mkdir -p node_modules && ln -sfn "${path.resolve("runtime")}" node_modules/millrace && echo '{}' > package-lock.json
`;
/** A fake npx that runs the package's command, because a linked package has no entry in `.bin`. */
const npx = `#!/bin/sh
shift 3
exec node node_modules/millrace/bin/millrace.js "$@"
`;

/** A server and its window. */
interface Running {
  readonly server: EditorServer;
  shared: Opened | undefined;
  /** True until a window has been opened. */
  isFirst: boolean;
}

/** The server of sessions without special options. All test files share it, because they run one after the other in one process. */
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

  /** The shared window with a restored project and a language server without earlier state. */
  async function likeNew(file: string, prepare: Prepare | undefined): Promise<Opened> {
    const { shared } = started(running);
    if (shared === undefined) {
      const project = copyProject(sharedFolder());
      prepare?.(project);
      const opened = await open(project, file);
      const isFirst = running?.isFirst === true;
      Object.assign(started(running), { shared: opened, isFirst: false });
      // VS Code opens a window with the views that the previous window had open.
      if (!isFirst) {
        await opened.editor.clear();
        await opened.editor.startAnew(file);
      }
      // VS Code restores the cursor of a file that was open before.
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

/** The name contains characters that are special in glob patterns, because a user's folder may contain them too. */
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

/** Stores a screenshot of a failed test. */
async function keepPicture(name: string, editor: Editor | undefined): Promise<void> {
  await editor?.screenshot(`failed-${name}`).catch(() => undefined);
}

function started<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error("the editor was not started");
  return thing;
}
