// Formats the server's status as a document, to read or to paste into a bug report.
import * as l10n from "@vscode/l10n";
import { counted } from "../../runtime/contract/count-words.js";
import type { NodeState, ProjectStatus, ServerProcess, ServerStatus, SlowRequest } from "../../runtime/contract/server-status.js";

export function serverStatusText(status: ServerStatus): string {
  const { process, state } = status;
  return `${[
    `# Millrace ${status.version}`,
    [
      l10n.t`- state: ${state.message === "" ? stateWords(state.kind) : `${stateWords(state.kind)}. ${state.message}`}`,
      ...(process === null ? [l10n.t("- in a worker of the browser")] : processLines(process)),
    ].join("\n"),
    ...status.projects.map((project) => projectText(project, state.projects.find(({ uri }) => uri === project.uri)?.notes ?? [])),
    list(
      l10n.t("Open documents"),
      status.openDocuments.map((uri) => documentText(uri, status)),
    ),
    list(l10n.t("Slow requests"), status.slowRequests.map(requestText)),
  ].join("\n\n")}\n`;
}

function processLines({ node, pid, uptimeMs, memory }: ServerProcess): string[] {
  return [
    l10n.t`- Node ${node}, process ${pid}, up ${Math.round(uptimeMs / 1000)} s`,
    l10n.t`- memory: ${megabytes(memory.rssBytes)}, of it heap ${megabytes(memory.heapUsedBytes)} of ${megabytes(memory.heapTotalBytes)}`,
  ];
}

function projectText(project: ProjectStatus, notes: readonly string[]): string {
  const { error, warning, information, hint } = project.problems;
  const { kind, reason } = project.described;
  return [
    `## ${project.uri}`,
    "",
    ...notes.map((note) => `- **${note}**`),
    l10n.t`- config: ${project.config}`,
    l10n.t`- ${counted(project.assets, "asset")} in ${counted(project.files, "file")}`,
    l10n.t`- problems: ${counted(error, "error")}, ${counted(warning, "warning")}, ${counted(information, "note")}, ${counted(hint, "hint")}`,
    l10n.t`- files waiting for a check of their types: ${project.waiting}`,
    l10n.t`- values that require executing the code: ${reason === undefined ? describedWords(kind) : `${describedWords(kind)}. ${reason.replaceAll("\n", "\n  ")}`}`,
    l10n.t`- last reading of the graph: ${milliseconds(project.graphMs)}`,
    l10n.t`- last check of types: ${milliseconds(project.typesMs)}`,
    project.typeEngine === "native" ? l10n.t("- types by the project's native TypeScript") : l10n.t("- types by TypeScript 6"),
    l10n.t`- run: ${project.runId ?? l10n.t("none")}`,
    ...nodeLines(project.node),
  ].join("\n");
}

/** Which Node.js runs the code, why, and where it was searched for. */
function nodeLines(node: NodeState | null): string[] {
  if (node === null) return [l10n.t("- Node.js for its code: none, nothing may run")];
  const { path, version, reason, warning, looked } = node;
  const chosen = path === null ? reason : `${version}, \`${path}\`: ${reason}`;
  return [
    l10n.t`- Node.js for its code: ${chosen}`,
    ...(warning === null ? [] : [`  - **${warning}**`]),
    ...looked.map((each) => l10n.t`  - looked at ${each}`),
  ];
}

function documentText(uri: string, { state }: ServerStatus): string {
  const reason = state.outside.find((each) => each.uri === uri)?.reason;
  return reason === undefined ? uri : `${uri}: ${reason}`;
}

function requestText({ name, ms, when, about }: SlowRequest): string {
  return `${when} ${name}: ${ms} ms${about === undefined ? "" : ` (${about})`}`;
}

function list(title: string, lines: readonly string[]): string {
  return [`## ${title}`, "", ...(lines.length === 0 ? [l10n.t("None.")] : lines.map((each) => `- ${each}`))].join("\n");
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
const milliseconds = (ms: number | null) => (ms === null ? l10n.t("none yet") : l10n.t`${ms} ms`);

function stateWords(kind: ServerStatus["state"]["kind"]): string {
  switch (kind) {
    case "starting":
      return l10n.t("starting");
    case "stopped":
      return l10n.t("stopped");
    case "no-project":
      return l10n.t("no-project");
    case "restricted":
      return l10n.t("restricted");
    case "without-node":
      return l10n.t("without-node");
    case "ready":
      return l10n.t("ready");
    default:
      return kind satisfies never;
  }
}

function describedWords(kind: ProjectStatus["described"]["kind"]): string {
  switch (kind) {
    case "not-needed":
      return l10n.t("not-needed");
    case "waiting":
      return l10n.t("waiting");
    case "not-allowed":
      return l10n.t("not-allowed");
    case "described":
      return l10n.t("described");
    case "failed":
      return l10n.t("failed");
    default:
      return kind satisfies never;
  }
}
