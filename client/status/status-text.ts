// The text of the status bar item and the language status: the state, the projects, and why something does not work.
import * as l10n from "@vscode/l10n";
import { counted } from "../../runtime/contract/count-words.js";
import type { ServerState } from "../../runtime/contract/server-status.js";

export interface StatusText {
  /** The text of the status bar item, with icons. */
  readonly bar: string;
  /** The text of the language status: one line. */
  readonly text: string;
  /** The line below it: the reason if something does not work, else the projects. */
  readonly detail: string;
  /** The beginning of the first reason, for a line without more space; null without a reason. */
  readonly short: string | null;
  readonly severity: "information" | "warning" | "error";
  readonly busy: boolean;
}

const FITS = 48;

export interface Shown {
  readonly state: ServerState;
  /** The URI of the active document, if any. */
  readonly document: string | null;
  readonly run: { readonly done: number; readonly total: number } | undefined;
}

export function statusText({ state, document, run }: Shown): StatusText {
  const reasons = reasonsOf(state, document);
  const checking = state.projects.some((project) => project.checking);
  return {
    bar: run ? `$(loading~spin) Millrace ${run.done}/${run.total} $(debug-stop)` : bar(state),
    text: `Millrace: ${run ? l10n.t`${run.done} of ${run.total} done` : line(state, checking)}`,
    detail: reasons.length > 0 ? reasons.join(" ") : state.projects.map((project) => project.name).join(", "),
    short: reasons[0] === undefined ? null : beginning(reasons[0]),
    severity: state.kind === "stopped" ? "error" : isWarning(state, document) ? "warning" : "information",
    busy: state.kind === "starting" || checking || run !== undefined,
  };
}

/** As much of the first clause as fits beside a link in the language status, which neither wraps nor scrolls. */
function beginning(reason: string): string {
  const clause = reason.split(/[.:;] |\.$|, so /, 1)[0] ?? reason;
  return clause.length > FITS ? `${clause.slice(0, FITS - 1).trimEnd()}…` : clause;
}

/** Why something does not work. The reason for the active document comes first. */
export function reasonsOf(state: ServerState, document: string | null): string[] {
  const outside = state.outside.find(({ uri }) => uri === document);
  const message = state.kind === "no-project" && outside ? [] : state.message === "" || state.kind === "starting" ? [] : [state.message];
  const many = state.projects.length > 1;
  const ofProjects = state.projects.flatMap(({ name, notes }) => notes.map((note) => (many ? `${name}: ${note}` : note)));
  return [...(outside ? [outside.reason] : []), ...message, ...ofProjects];
}

/** No warning for a file outside every project that does not use Millrace. */
function isWarning(state: ServerState, document: string | null): boolean {
  const missed = state.outside.some(({ uri, wanted }) => wanted && uri === document);
  return missed || state.kind === "restricted" || state.projects.some(({ notes }) => notes.length > 0);
}

function line(state: ServerState, checking: boolean): string {
  switch (state.kind) {
    case "starting":
      return l10n.t("reading the project");
    case "stopped":
      return l10n.t("the language server ended");
    case "no-project":
      return l10n.t("no project");
    case "restricted":
    case "without-node":
    case "ready": {
      const { assets, errors } = sums(state);
      return [
        counted(assets, "asset"),
        errors === 0 ? "" : counted(errors, "error"),
        checking ? l10n.t("checking types") : "",
        state.kind === "restricted" ? l10n.t("restricted") : state.kind === "without-node" ? l10n.t("no Node.js here") : "",
      ]
        .filter((part) => part !== "")
        .join(", ");
    }
    default:
      return state.kind satisfies never;
  }
}

function bar(state: ServerState): string {
  switch (state.kind) {
    case "starting":
      return "$(loading~spin) Millrace";
    case "stopped":
      return l10n.t("$(error) Millrace: stopped");
    case "restricted":
      return l10n.t("$(shield) Millrace: restricted");
    case "no-project":
      return "Millrace";
    case "without-node":
    case "ready": {
      const { assets, errors } = sums(state);
      const icon = state.projects.some(({ notes }) => notes.length > 0) ? "$(warning)" : "$(type-hierarchy)";
      return `${icon} ${counted(assets, "asset")}${errors > 0 ? ` $(error) ${errors}` : ""}`;
    }
    default:
      return state.kind satisfies never;
  }
}

function sums({ projects }: ServerState): { assets: number; errors: number } {
  return projects.reduce((sum, { assets, errors }) => ({ assets: sum.assets + assets, errors: sum.errors + errors }), {
    assets: 0,
    errors: 0,
  });
}
