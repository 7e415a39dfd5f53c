// Replaces runs if there is no Node.js: every request is refused with a message.
import * as l10n from "@vscode/l10n";
import type { OtherRuns } from "./other-runs.js";
import type { RunHistory } from "./run-history.js";
import type { Runs } from "./runs.js";

const label = () => l10n.t("No Node.js here");
const reason = () =>
  l10n.t(
    "This window has no Node.js: it shows the graph, hovers and problems, but materializes, debugs and previews nothing, and does not know what was materialized elsewhere. Open the folder in VS Code on a machine, in a container or in a codespace for that.",
  );

export function noRuns(): Runs {
  const refused = () => Promise.reject(new Error(reason()));
  return {
    start: async () => ({ kind: "refused", message: reason() }),
    cancel: () => undefined,
    isOurs: () => false,
    running: () => null,
    idle: () => Promise.resolve(),
    viewer: refused,
    move: refused,
    describe: refused,
    configure: () => false,
    nodes: {
      choose: async () => ({ kind: "refused", message: reason() }),
      options: refused,
      state: async () => ({ path: null, version: null, reason: reason(), warning: null, looked: [] }),
      note: () => null,
      configure: () => false,
    },
    cannotRun: reason,
    refusal: () => ({ kind: "without-node", label: label(), reason: reason() }),
    close: () => undefined,
  };
}

/** Without Node.js it is unknown whether a run is in progress. */
export function noOtherRuns(): OtherRuns {
  return {
    restore: () => Promise.resolve(),
    follow: () => Promise.resolve(),
    goingOn: async () => [],
    idle: () => Promise.resolve(),
    close: () => undefined,
  };
}

export function noHistory(): RunHistory {
  return { list: async () => ({ runs: [], total: 0 }), steps: async () => null, events: async () => null };
}

/** The message for a user who wants to create a project here. */
export const cannotSetUp = () =>
  l10n.t(
    "This window has no Node.js, which setting up a project needs. Open the folder in VS Code on a machine, in a container or in a codespace.",
  );
