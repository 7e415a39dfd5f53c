// The requests and notifications that the language server and its client have beside the LSP, as values from which both ends get their types.
import type {
  AssetAddress,
  AssetFile,
  AssetPlace,
  AssetSelection,
  AssetsSaved,
  ClientSettings,
  DocumentEdits,
  GraphRequest,
  LookRequest,
  MaterializeAnswer,
  MaterializeRequest,
  NewAssetRequest,
  OwnFilesRequest,
  PartitionChoices,
  PlaceInDocument,
  PrepareAnswer,
  PrepareRequest,
  ProjectAddress,
  ReadAnswer,
  ReadRequest,
  RunEventNote,
  SetUpAnswer,
} from "./editor.js";
import type { RunEvent } from "./events.js";
import type { AssetHistory, GraphView, SelectAnswer, StatusChange } from "./graph.js";
import type { RunList, RunRequest, RunStep, RunsRequest, UnfinishedRun } from "./run-record.js";
import type { ServerState, ServerStatus } from "./server-status.js";
import type { LookAnswer } from "./value.js";

type Method = `millrace/${string}`;

export interface Request<Params, Result> {
  readonly method: Method;
  /** Holds the types; nothing is ever there. */
  readonly types?: (params: Params) => Result;
}

export interface Notification<Params> {
  readonly method: Method;
  /** Holds the type; nothing is ever there. */
  readonly types?: (params: Params) => void;
}

const request = <Params, Result>(method: Method): Request<Params, Result> => ({ method });
const notification = <Params>(method: Method): Notification<Params> => ({ method });

// A project is named by the URI of its folder. Null is also the answer of a server that failed; its log says why.

/** The project named, or the one `near` belongs to, or the first. */
export const graphRequest = request<GraphRequest, GraphView | null>("millrace/graph");
/** The asset at a position. */
export const assetAtRequest = request<PlaceInDocument, AssetAddress | null>("millrace/assetAt");
/** Where an asset is declared. */
export const placeRequest = request<AssetAddress, AssetPlace | null>("millrace/place");
/** Which assets a selection means; null when the project is gone. */
export const selectRequest = request<{ readonly project: string; readonly selection: string }, SelectAnswer | null>("millrace/select");
/** What the records tell of an asset. */
export const historyRequest = request<AssetAddress, AssetHistory | null>("millrace/history");
/** Which of some documents a run of the project reads; null where there is no such project. */
export const ownFilesRequest = request<OwnFilesRequest, readonly string[] | null>("millrace/ownFiles");
export const materializeRequest = request<MaterializeRequest, MaterializeAnswer>("millrace/materialize");
/** Null when nothing that is selected has partitions. */
export const partitionsRequest = request<AssetSelection, PartitionChoices | null>("millrace/partitions");
export const cancelRequest = request<{ readonly runId: string }, null>("millrace/cancel");
/** The latest runs of a project, whoever started them, newest first; null where there is no such project. */
export const runsRequest = request<RunsRequest, RunList | null>("millrace/runs");
/** What became of each asset of a run, so far. */
export const runStepsRequest = request<RunRequest, readonly RunStep[] | null>("millrace/runSteps");
/** All that a run told, so far. */
export const runEventsRequest = request<RunRequest, readonly RunEvent[] | null>("millrace/runEvents");
/** What a run that has ended leaves to be made. */
export const unfinishedRequest = request<RunRequest, UnfinishedRun | null>("millrace/unfinished");
/** A part of a stored value; runs the project's code. */
export const lookRequest = request<LookRequest, LookAnswer | null>("millrace/look");
/** Starts a project in a folder (a URI), as `millrace init` does; nothing is overwritten. Fails in words for the user. */
export const setUpRequest = request<{ readonly folder: string }, SetUpAnswer | null>("millrace/setUp");
/** Tells the package manager what it has to know before it installs. */
export const prepareInstallRequest = request<PrepareRequest, PrepareAnswer | null>("millrace/prepareInstall");
/** Where the assets of a project are written, most of them first. */
export const assetFilesRequest = request<ProjectAddress, readonly AssetFile[] | null>("millrace/assetFiles");
/** An asset more at the end of a file, and in the Definitions; null where the name is none, or taken. */
export const newAssetRequest = request<NewAssetRequest, DocumentEdits | null>("millrace/newAsset");
/** Tells the server what may run and with which Node, and how severe problems are. */
export const configureRequest = request<ClientSettings, null>("millrace/configure");
/** How the server stands, for whoever looks for the reason of something. */
export const serverStatusRequest = request<Readonly<Record<string, never>>, ServerStatus | null>("millrace/serverStatus");
/** Of the server: what lies in files, where the server cannot read them itself. */
export const readRequest = request<ReadRequest, ReadAnswer>("millrace/read");

/** The graph, its places or its problems changed; ask again. */
export const graphChangedNotification = notification<ProjectAddress>("millrace/graphChanged");
export const statusChangedNotification = notification<StatusChange>("millrace/statusChanged");
/** The assets whose code a save of a document changed. */
export const assetsSavedNotification = notification<AssetsSaved>("millrace/assetsSaved");
export const runEventNotification = notification<RunEventNote>("millrace/runEvent");
/** For the status item. */
export const stateNotification = notification<ServerState>("millrace/state");

/** What both ends of a connection have: the server's, VS Code's client's, and JSON-RPC's own. */
interface End {
  sendRequest<Result>(method: string, params: unknown): Promise<Result>;
  sendNotification(method: string, params: unknown): Promise<void>;
}

interface Answering {
  onRequest<Params, Result>(method: string, handler: (params: Params) => Result | Promise<Result>): unknown;
}

interface Hearing {
  onNotification<Params>(method: string, handler: (params: Params) => void): unknown;
}

export function ask<Params, Result>(end: Pick<End, "sendRequest">, { method }: Request<Params, Result>, params: NoInfer<Params>) {
  return end.sendRequest<Result>(method, params);
}

export function tell<Params>(end: Pick<End, "sendNotification">, { method }: Notification<Params>, params: NoInfer<Params>): void {
  void end.sendNotification(method, params);
}

export function answer<Params, Result>(
  end: Answering,
  { method }: Request<Params, Result>,
  handler: (params: NoInfer<Params>) => NoInfer<Result> | Promise<NoInfer<Result>>,
): void {
  end.onRequest<Params, Result>(method, handler);
}

export function hear<Params>(end: Hearing, { method }: Notification<Params>, handler: (params: NoInfer<Params>) => void): void {
  end.onNotification<Params>(method, handler);
}
