// The requests and notifications between the language server and its client beyond the LSP, as values from which both ends get their types.
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
  PlannedAsset,
  PrepareAnswer,
  PrepareRequest,
  ProjectAddress,
  ReadAnswer,
  ReadRequest,
  RunEventNote,
  SetUpAnswer,
  StateMarker,
} from "./editor.js";
import type { RunEvent } from "./events.js";
import type { AssetHistory, GraphView, SelectAnswer, StatusChange } from "./graph.js";
import type { RunList, RunRequest, RunStep, RunsRequest, UnfinishedRun } from "./run-record.js";
import type { ServerState, ServerStatus } from "./server-status.js";
import type { LookAnswer } from "./value.js";

type Method = `millrace/${string}`;

export interface Request<Params, Result> {
  readonly method: Method;
  /** Holds only types; it never has a value. */
  readonly types?: (params: Params) => Result;
}

export interface Notification<Params> {
  readonly method: Method;
  /** Holds only a type; it never has a value. */
  readonly types?: (params: Params) => void;
}

const request = <Params, Result>(method: Method): Request<Params, Result> => ({ method });
const notification = <Params>(method: Method): Notification<Params> => ({ method });

// A project is named by the URI of its folder. The answer is also null when the server failed; its log contains the reason.

/** The named project, the project of `near`, or the first project. */
export const graphRequest = request<GraphRequest, GraphView | null>("millrace/graph");
/** The asset at a position. */
export const assetAtRequest = request<PlaceInDocument, AssetAddress | null>("millrace/assetAt");
/** The status of each asset that a document declares, at the line of its name. */
export const markersRequest = request<{ readonly uri: string }, readonly StateMarker[]>("millrace/markers");
/** Where an asset is declared. */
export const placeRequest = request<AssetAddress, AssetPlace | null>("millrace/place");
/** The assets of a selection; null when the project does not exist anymore. */
export const selectRequest = request<{ readonly project: string; readonly selection: string }, SelectAnswer | null>("millrace/select");
/** What the records contain about an asset. */
export const historyRequest = request<AssetAddress, AssetHistory | null>("millrace/history");
/** Which of some documents a run of the project reads; null when there is no such project. */
export const ownFilesRequest = request<OwnFilesRequest, readonly string[] | null>("millrace/ownFiles");
export const materializeRequest = request<MaterializeRequest, MaterializeAnswer>("millrace/materialize");
/** Null when the selected assets have no partitions. */
export const partitionsRequest = request<AssetSelection, PartitionChoices | null>("millrace/partitions");
/** What a run of a selection would materialize, in order; null when the selection means nothing. */
export const plannedRequest = request<AssetSelection, readonly PlannedAsset[] | null>("millrace/planned");
export const cancelRequest = request<{ readonly runId: string }, null>("millrace/cancel");
/** The latest runs of a project, with any origin, newest first; null when there is no such project. */
export const runsRequest = request<RunsRequest, RunList | null>("millrace/runs");
/** The current result of each asset of a run. */
export const runStepsRequest = request<RunRequest, readonly RunStep[] | null>("millrace/runSteps");
/** All events of a run so far. */
export const runEventsRequest = request<RunRequest, readonly RunEvent[] | null>("millrace/runEvents");
/** The assets that an ended run left to materialize. */
export const unfinishedRequest = request<RunRequest, UnfinishedRun | null>("millrace/unfinished");
/** A part of a stored value. The request executes the project's code. */
export const lookRequest = request<LookRequest, LookAnswer | null>("millrace/look");
/** Creates a project in a folder (a URI), as `millrace init` does, and overwrites no files. Errors are texts for the user. */
export const setUpRequest = request<{ readonly folder: string }, SetUpAnswer | null>("millrace/setUp");
/** Writes the settings that the package manager needs before it installs. */
export const prepareInstallRequest = request<PrepareRequest, PrepareAnswer | null>("millrace/prepareInstall");
/** The files that declare the assets of a project, the file with the most assets first. */
export const assetFilesRequest = request<ProjectAddress, readonly AssetFile[] | null>("millrace/assetFiles");
/** Adds an asset at the end of a file, and to the Definitions; null when the name is invalid or in use. */
export const newAssetRequest = request<NewAssetRequest, DocumentEdits | null>("millrace/newAsset");
/** Tells the server whether code may run and with which Node.js, and the severities of problems. */
export const configureRequest = request<ClientSettings, null>("millrace/configure");
/** The status of the server, to find the reason of a problem. */
export const serverStatusRequest = request<Readonly<Record<string, never>>, ServerStatus | null>("millrace/serverStatus");
/** Sent by the server: requests the content of files that it cannot read itself. */
export const readRequest = request<ReadRequest, ReadAnswer>("millrace/read");

/** The graph, its places or its problems changed, and should be requested again. */
export const graphChangedNotification = notification<ProjectAddress>("millrace/graphChanged");
export const statusChangedNotification = notification<StatusChange>("millrace/statusChanged");
/** The assets whose code a save of a document changed. */
export const assetsSavedNotification = notification<AssetsSaved>("millrace/assetsSaved");
export const runEventNotification = notification<RunEventNote>("millrace/runEvent");
/** For the status item. */
export const stateNotification = notification<ServerState>("millrace/state");

/** The common interface of all connections: the server's, VS Code's client's, and JSON-RPC's own. */
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
