// The server's status as the text of a read-only document, to be read or pasted into a report.
import type { NodeState, ProjectStatus, ServerStatus, SlowRequest } from "../runtime/contract/editor.js";
import { counted } from "./status-text.js";

export function serverStatusText(status: ServerStatus): string {
  const { memory, state } = status;
  return `${[
    `# Millrace ${status.version}`,
    [
      `- state: ${state.kind}${state.message === "" ? "" : `. ${state.message}`}`,
      `- Node ${status.node}, process ${status.pid}, up ${Math.round(status.uptimeMs / 1000)} s`,
      `- memory: ${megabytes(memory.rssBytes)}, of it heap ${megabytes(memory.heapUsedBytes)} of ${megabytes(memory.heapTotalBytes)}`,
    ].join("\n"),
    ...status.projects.map((project) => projectText(project, state.projects.find(({ uri }) => uri === project.uri)?.notes ?? [])),
    list(
      "Open documents",
      status.openDocuments.map((uri) => documentText(uri, status)),
    ),
    list("Slow requests", status.slowRequests.map(requestText)),
  ].join("\n\n")}\n`;
}

function projectText(project: ProjectStatus, notes: readonly string[]): string {
  const { error, warning, information, hint } = project.problems;
  const { kind, reason } = project.described;
  return [
    `## ${project.uri}`,
    "",
    ...notes.map((note) => `- **${note}**`),
    `- config: ${project.config}`,
    `- ${counted(project.assets, "asset")} in ${counted(project.files, "file")}`,
    `- problems: ${counted(error, "error")}, ${counted(warning, "warning")}, ${counted(information, "note")}, ${counted(hint, "hint")}`,
    `- files waiting for a check of their types: ${project.waiting}`,
    `- what only running can tell: ${kind}${reason === undefined ? "" : `. ${reason.replaceAll("\n", "\n  ")}`}`,
    `- last reading of the graph: ${milliseconds(project.graphMs)}`,
    `- last check of types: ${milliseconds(project.typesMs)}`,
    `- run: ${project.runId ?? "none"}`,
    ...nodeLines(project.node),
  ].join("\n");
}

/** Which Node.js runs the code, why, and where was looked. */
function nodeLines(node: NodeState | null): string[] {
  if (node === null) return ["- Node.js for its code: none, nothing may run"];
  const { path, version, reason, warning, looked } = node;
  const chosen = path === null ? reason : `${version}, \`${path}\`: ${reason}`;
  return [
    `- Node.js for its code: ${chosen}`,
    ...(warning === null ? [] : [`  - **${warning}**`]),
    ...looked.map((each) => `  - looked at ${each}`),
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
  return [`## ${title}`, "", ...(lines.length === 0 ? ["None."] : lines.map((each) => `- ${each}`))].join("\n");
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
const milliseconds = (ms: number | null) => (ms === null ? "none yet" : `${ms} ms`);
