// The commands on a past run or one of its assets: run again, run again what failed, show the log, go to the line that failed.

import * as l10n from "@vscode/l10n";
import { commands, Disposable, Uri, window } from "vscode";
import { cancelRequest, graphRequest, unfinishedRequest } from "../../runtime/contract/protocol.js";
import type { UnfinishedRun } from "../../runtime/contract/run-record.js";
import { selectionOf } from "../assets/asset-selection.js";
import { openAsset, openAt } from "../assets/open-asset.js";
import { materialize } from "../commands.js";
import type { ServerConnection } from "../language/language-client.js";
import type { RunLogDocuments } from "./run-log-document.js";
import type { RunWatcher } from "./run-watcher.js";
import type { RunElement, RunsView } from "./runs-view.js";

export interface RunCommandNeeds {
  readonly server: ServerConnection;
  readonly runs: RunWatcher;
  readonly history: RunsView;
  readonly logs: RunLogDocuments;
}

export function registerRunCommands(needs: RunCommandNeeds): Disposable {
  const { history, logs, server } = needs;
  const table: Record<string, (row: RunElement | undefined) => unknown> = {
    "millrace.refreshRuns": () => history.refresh(),
    "millrace.moreRuns": (row) => row && history.showMore(row.project),
    "millrace.rerun": (row) => row?.kind === "run" && againWhole(needs, row),
    "millrace.rerunFailed": (row) => row?.kind === "run" && againFailed(needs, row),
    "millrace.cancelThisRun": (row) => row?.kind === "run" && server.ask(cancelRequest, { runId: row.runId }),
    "millrace.openRunLog": (row) => (row?.kind === "run" || row?.kind === "step") && logs.open(row.project, row.runId),
    "millrace.openStep": (row) => row?.kind === "step" && openStep(needs, row),
  };
  return Disposable.from(...Object.entries(table).map(([id, run]) => commands.registerCommand(id, run)));
}

type RunRow = RunElement & { kind: "run" };

async function againWhole(needs: RunCommandNeeds, row: RunRow): Promise<void> {
  const run = needs.history.run(row);
  if (run) await again(needs, row, run);
}

/** Runs again what failed, and what was therefore skipped or not started. For partitioned assets: only those partitions. */
async function againFailed(needs: RunCommandNeeds, row: RunRow): Promise<void> {
  await again(needs, row, (await needs.server.ask(unfinishedRequest, { project: row.project, runId: row.runId })) ?? { assets: [] });
}

/** Runs the assets that still exist, each with its partitions. */
async function again(needs: RunCommandNeeds, row: RunRow, { assets, partitions }: UnfinishedRun): Promise<void> {
  const { project } = row;
  const view = await needs.server.ask(graphRequest, { project });
  const known = new Set(view?.nodes.filter(({ external }) => !external).map(({ key }) => key));
  const keys = assets.filter((key) => known.has(key));
  const gone = assets.filter((key) => !known.has(key));
  if (keys.length === 0) {
    void window.showInformationMessage(
      gone.length > 0
        ? l10n.t`Nothing of this run is left to materialize: ${gone.join(", ")} is gone.`
        : l10n.t("Nothing of this run is left to materialize."),
    );
    return;
  }
  if (gone.length > 0) void window.showWarningMessage(l10n.t`${gone.join(", ")}: no longer in the project, so left out of this run.`);
  await materialize(
    needs,
    project,
    keys.map((key) => selectionOf(key, false)),
    null,
    partitions,
    { kind: "retry", of: row.runId },
  );
}

/** Opens the line that failed, or the asset if the line is unknown. */
async function openStep({ server, history }: RunCommandNeeds, row: RunElement & { kind: "step" }): Promise<void> {
  const place = history.step(row)?.place;
  if (place) await openAt(Uri.joinPath(Uri.parse(row.project), place.file), place.line - 1, place.column - 1);
  else await openAsset(server, row.project, row.key);
}
