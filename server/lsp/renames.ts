// Renaming in the protocol: edits for the client, and an offer to move the stored values when the code has the new key.
import * as l10n from "@vscode/l10n";
import {
  type Connection,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  ShowMessageNotification,
  type WorkspaceEdit,
} from "vscode-languageserver";
import { type Project, prepareRename, type Renamable, rename, type Workspace } from "../analysis/index.js";
import type { Documents, LspPosition } from "./documents.js";
import type { OtherRuns } from "./other-runs.js";
import type { Runs } from "./runs.js";
import { toEdits } from "./to-lsp.js";

export interface Renames {
  prepare(uri: string, position: LspPosition): Renamable | null;
  /** Throws an error with a message for the user if the new name is not possible. Null if TypeScript must rename it. */
  edits(uri: string, position: LspPosition, newName: string): WorkspaceEdit | null;
  /** The project's code changed: the client may have applied a rename. */
  follow(project: Project): void;
}

interface Pending {
  readonly from: string;
  readonly to: string;
}

export interface RenamesOptions {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly documents: Documents;
  readonly runs: Runs;
  readonly others: OtherRuns;
  /** Records have moved. */
  readonly moved: (project: Project, keys: readonly string[]) => void;
}

export function createRenames({ connection, workspace, documents, runs, others, moved }: RenamesOptions): Renames {
  const pending = new Map<string, Pending[]>();
  const remember = (project: Project, each: Pending) =>
    pending.set(project.dir, [...(pending.get(project.dir) ?? []).filter(({ from }) => from !== each.from), each]);
  const at = (uri: string, position: LspPosition) => ({ file: documents.path(uri), offset: documents.offset(uri, position) });

  const say = (type: MessageType, message: string) => void connection.sendNotification(ShowMessageNotification.type, { type, message });

  /** Waits for runs, because a run stores values under the key of its plan. */
  async function untilIdle(project: Project, to: string): Promise<void> {
    const [other] = await others.goingOn(project);
    const runId = runs.running(project) ?? other?.runId;
    if (runId === undefined) return;
    say(MessageType.Info, l10n.t`The stored values move to ${to} when the run ${runId} ends.`);
    await Promise.all([runs.idle(project), others.idle(project)]);
    return untilIdle(project, to);
  }

  async function offer(project: Project, { from, to }: Pending): Promise<void> {
    const where = project.records.latest(from)?.stored?.storedAt;
    const question =
      where === undefined
        ? l10n.t`${from} is now ${to}. Move its stored values and its history, too?`
        : l10n.t`${from} is now ${to}. Move its stored value (${where}) and its history, too?`;
    const move = { title: l10n.t("Move") };
    if ((await connection.window.showInformationMessage(question, move, { title: l10n.t("Leave it there") }))?.title !== move.title) return;
    const byHand = `millrace rename ${from} ${to}`;
    const refused = runs.cannotRun(project);
    if (refused !== null) return say(MessageType.Warning, l10n.t`Nothing was moved. ${refused} Then run: ${byHand}`);
    try {
      await untilIdle(project, to);
      const { values, records } = await runs.move(project, { from, to });
      connection.console.info(`${from} → ${to}: ${values} stored values and ${records} records moved`);
      // If the user undoes the rename, the name is the old one again.
      remember(project, { from: to, to: from });
    } catch (error) {
      say(
        MessageType.Error,
        l10n.t`Nothing was lost, but not everything was moved: ${(error as Error).message} To continue, run: ${byHand}`,
      );
    }
    moved(project, [from, to]);
  }

  return {
    prepare(uri, position) {
      const { file, offset } = at(uri, position);
      const project = workspace.projectIncluding(file);
      return project ? prepareRename(project, file, offset) : null;
    },
    edits(uri, position, newName) {
      const { file, offset } = at(uri, position);
      const project = workspace.projectIncluding(file);
      const renamed = project ? rename(project, file, offset, newName) : null;
      if (!project || !renamed) return null;
      if (renamed.kind === "refused") throw new ResponseError(LSPErrorCodes.RequestFailed, renamed.reason);
      if (renamed.asset) remember(project, renamed.asset);
      return { changes: toEdits(renamed.edits, documents) };
    },
    follow(project) {
      for (const each of pending.get(project.dir) ?? []) {
        const { byKey } = project.model();
        if (!byKey.has(each.to) || byKey.has(each.from)) continue;
        pending.set(
          project.dir,
          (pending.get(project.dir) ?? []).filter((other) => other !== each),
        );
        if (project.records.isAny(each.from)) void offer(project, each).catch((error: unknown) => connection.console.error(String(error)));
      }
    },
  };
}
