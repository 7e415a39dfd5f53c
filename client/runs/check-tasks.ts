// Tasks of the type `millrace`: the terminal's `check` and `materialize`, with the problems of `check` in the Problems panel.
import {
  type Disposable,
  ShellExecution,
  type ShellQuotedString,
  ShellQuoting,
  Task,
  type TaskDefinition,
  TaskGroup,
  type TaskProvider,
  TaskScope,
  tasks,
  Uri,
  type WorkspaceFolder,
  workspace,
} from "vscode";
import { runCommand } from "../../runtime/contract/package-manager.js";
import type { ServerConnection } from "../language/language-client.js";
import { managersOf } from "../setup/folder-managers.js";
import { commandLine, isTaskAsked, type TaskAsked, taskName } from "./task-command.js";

const type = "millrace";

export function provideTasks(server: ServerConnection): Disposable {
  const provider: TaskProvider = {
    async provideTasks() {
      const offered = server.state.projects.flatMap(({ uri, name }) => {
        const folder = workspace.getWorkspaceFolder(Uri.parse(uri));
        const project = folder ? relative(folder.uri, Uri.parse(uri)) : uri;
        const of = { ...(project === "" ? {} : { project }) };
        const asked: TaskAsked[] = [
          { command: "check", ...of },
          { command: "materialize", ...of },
        ];
        return asked.map((each) => ({ asked: each, folder, name }));
      });
      const several = server.state.projects.length > 1;
      return Promise.all(offered.map(({ asked, folder, name }) => task({ type, ...asked }, asked, folder, several ? name : undefined)));
    },
    async resolveTask(given) {
      const { definition, scope } = given;
      if (!isTaskAsked(definition)) return undefined;
      const folder = typeof scope === "object" ? scope : workspace.workspaceFolders?.[0];
      return task(definition, definition, folder, undefined);
    },
  };
  return tasks.registerTaskProvider(type, provider);
}

/** Runs in the workspace folder, because the paths that `check` prints are relative to it. */
async function task(
  definition: TaskDefinition,
  asked: TaskAsked,
  folder: WorkspaceFolder | undefined,
  of: string | undefined,
): Promise<Task> {
  const manager = (folder ? (await managersOf(folder.uri))[0]?.manager : undefined) ?? "npm";
  const [program = "npx", ...args] = commandLine(runCommand(manager, asked.project), asked);
  const execution = new ShellExecution(program, args.map(quoted), folder ? { cwd: folder.uri.fsPath } : {});
  const made = new Task(definition, folder ?? TaskScope.Workspace, taskName(asked, of), type, execution, "$millrace");
  if (asked.command === "check") made.group = TaskGroup.Build;
  made.detail = [program, ...args].join(" ");
  return made;
}

/** Quoted, because a shell expands `*` to file names. */
function quoted(argument: string): string | ShellQuotedString {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : { value: argument, quoting: ShellQuoting.Strong };
}

function relative(folder: Uri, inside: Uri): string {
  return inside.path.startsWith(`${folder.path}/`) ? inside.path.slice(folder.path.length + 1) : "";
}
