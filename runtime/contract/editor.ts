// What the language server, the editor client and the graph page say to each other beyond the LSP.
import type { AssetKeyString } from "./asset.js";
import type { PartitionsByAsset } from "./partitions.js";
import type { Severities, Severity } from "./problem.js";
import type { Materialization, RunEvent } from "./run.js";
import type { LookQuestion } from "./value.js";

/** Custom LSP methods. A project is named by the URI of its folder. */
export const methods = {
  /** request `{ project?: string; near?: string }` → `GraphView | null`: the project named, or the one `near` (a document URI) belongs to, or the first. */
  graph: "millrace/graph",
  /** notification `{ project }`: the graph, its places or its problems changed; ask again. */
  graphChanged: "millrace/graphChanged",
  /** notification `StatusChange`. */
  statusChanged: "millrace/statusChanged",
  /** request `{ uri, line, character }` → `{ project, key } | null`: the asset at a position. */
  assetAt: "millrace/assetAt",
  /** request `{ project, key }` → `AssetPlace | null`: where an asset is declared, for a click in the graph. */
  place: "millrace/place",
  /** request `{ project, selection }` → `SelectAnswer`: which assets a selection means. */
  select: "millrace/select",
  /** request `{ project, key }` → `AssetHistory | null`: what the records tell of an asset. */
  history: "millrace/history",
  /** request `MaterializeRequest` → `MaterializeAnswer`. */
  materialize: "millrace/materialize",
  /** request `{ project, selection }` → `PartitionChoices | null`: null when nothing that is selected has partitions. */
  partitions: "millrace/partitions",
  /** notification `{ project, keys }`: the assets whose code a save of a document changed. */
  assetsSaved: "millrace/assetsSaved",
  /** request `{ runId }` → null. */
  cancel: "millrace/cancel",
  /** notification `{ project, event: RunEvent }`. */
  runEvent: "millrace/runEvent",
  /** request `RunsRequest` → `RunList | null`: the latest runs of a project, whoever started them. */
  runs: "millrace/runs",
  /** request `RunRequest` → `RunStep[] | null`: what became of each asset of a run, so far. */
  runSteps: "millrace/runSteps",
  /** request `RunRequest` → `RunEvent[] | null`: all that a run told, so far. */
  runEvents: "millrace/runEvents",
  /** request `LookRequest` → `LookAnswer`: a part of a stored value; runs the project's code. */
  look: "millrace/look",
  /** request `{ folder }` (a URI) → `SetUpAnswer`: starts a project there, as `millrace init` does; nothing is overwritten. */
  setUp: "millrace/setUp",
  /** request `{ project }` → `AssetFile[] | null`: where its assets are written, most of them first. */
  assetFiles: "millrace/assetFiles",
  /** request `NewAssetRequest` → `WorkspaceEdit | null` (the LSP's): an asset more at the end of a file, and in the Definitions. */
  newAsset: "millrace/newAsset",
  /** request `ClientSettings` → null. */
  configure: "millrace/configure",
  /** notification `ServerState`, for the status item. */
  state: "millrace/state",
  /** request → `ServerStatus`: how the server stands, for whoever looks for the reason of something. */
  serverStatus: "millrace/serverStatus",
  /** request of the server, `ReadRequest` → `ReadAnswer`: what lies in files, where the server cannot read them itself. */
  read: "millrace/read",
} as const;

/** Files that tell of an installation: the lockfiles of npm, pnpm, yarn and bun, and what they leave in node_modules where those stay as they are. */
export const INSTALL_FILES: readonly string[] = [
  ...["package-lock.json", ".package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", ".modules.yaml"],
  ...["yarn.lock", ".yarn-integrity", ".yarn-state.yml", ".pnp.cjs", "bun.lock", "bun.lockb"],
];

/** Globs of what a client watches for the server. */
export const WATCHED_FILES: readonly string[] = [
  "**/*.{ts,mts,cts,tsx,js,mjs,cjs,jsx,json}",
  `**/{${INSTALL_FILES.filter((name) => !/\.c?js(?:on)?$/.test(name)).join(",")}}`,
  // What only running can tell may depend on them.
  "**/.env",
  "**/.env.local",
  "**/.millrace/records/**",
  "**/.millrace/runs/**",
];

/** What a client says at the start, and again whenever it changes. */
export interface ClientSettings {
  /** Whether user code may run. */
  readonly trusted: boolean;
  /** With which Node. */
  readonly nodePath?: string | undefined;
  /** How severe problems are, over what package.json says: everywhere, or by the URI of a workspace folder. */
  readonly problems?: Severities | undefined;
  readonly problemsByFolder?: Readonly<Record<string, Severities>> | undefined;
  /** Which lenses stand above an asset: everywhere, or by the URI of a workspace folder. */
  readonly lenses?: LensChoice | undefined;
  readonly lensesByFolder?: Readonly<Record<string, LensChoice>> | undefined;
  /** Assets the client materializes on save, by the URI of their project; their lenses say so. */
  readonly onSave?: Readonly<Record<string, readonly AssetKeyString[]>> | undefined;
}

/** What is false is left out. */
export interface LensChoice {
  /** "▶ Materialize". */
  readonly materialize?: boolean;
  /** "Debug", where the client has a debugger. */
  readonly debug?: boolean;
  /** "with upstream", where something before the asset has no value. */
  readonly upstream?: boolean;
  /** How the asset stands. */
  readonly status?: boolean;
}

/** What a save materializes: the changed asset, or all that comes after it as well. */
export type OnSaveMode = "asset" | "downstream";

export interface AssetsSaved {
  readonly project: string;
  readonly keys: readonly AssetKeyString[];
}

/** The name of an asset in its file: a document URI, a line and a UTF-16 column from 0, as in the LSP. */
export interface AssetPlace {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
}

export interface MaterializeRequest {
  readonly project: string;
  /** Selections in Dagster's grammar; their union is run. */
  readonly selection: readonly string[];
  /** Of assets with partitions: keys, ranges written `first...last`, all, or those without a value; or for each asset its own, as an earlier run had them. */
  readonly partitions?: readonly string[] | "all" | "missing" | PartitionsByAsset;
  /** The run waits for a debugger before it does anything; `MaterializeAnswer.inspector` says where. */
  readonly debug?: boolean;
}

/** What is asked of a stored value of a project. */
export interface LookRequest extends LookQuestion {
  readonly project: string;
}

/** URIs of files, and of folders, of which all is wanted that analysis reads. */
export interface ReadRequest {
  readonly uris: readonly string[];
}

export interface ReadAnswer {
  readonly files: readonly { readonly uri: string; readonly text: string }[];
  /** What was asked for and is not there. */
  readonly gone: readonly string[];
  /** What was left out because there is too much, in a sentence; null when nothing was. */
  readonly leftOut: string | null;
}

/** Files by their path in the folder. */
export interface SetUpAnswer {
  readonly created: readonly string[];
  /** Were there. */
  readonly kept: readonly string[];
}

export interface AssetFile {
  readonly uri: string;
  /** Its path in the project. */
  readonly path: string;
  readonly assets: number;
}

export interface NewAssetRequest {
  readonly project: string;
  /** Of the file, which need not be there yet. */
  readonly uri: string;
  /** A name that JavaScript allows and the file does not have. */
  readonly name: string;
}

/** What can be chosen before a run that makes partitions. */
export interface PartitionChoices {
  /** In a few words: `daily from 2026-01-01`. */
  readonly text: string;
  readonly total: number;
  readonly materialized: number;
  /** The latest, newest first; each with whether it has a value. */
  readonly latest: readonly { readonly key: string; readonly materialized: boolean }[];
}

/** Where a Node that waits for a debugger listens, in Chrome's DevTools protocol. */
export interface InspectorAddress {
  readonly host: string;
  readonly port: number;
}

export type MaterializeAnswer =
  | { readonly kind: "started"; readonly runId: string; readonly assets: readonly AssetKeyString[]; readonly inspector?: InspectorAddress }
  | { readonly kind: "refused"; readonly message: string };

export interface ServerState {
  /** `stopped` is what a client says of a server that is gone. */
  readonly kind: "starting" | "ready" | "no-project" | "restricted" | "without-node" | "stopped";
  readonly projects: readonly ProjectState[];
  /** Open documents that belong to no project. */
  readonly outside: readonly OutsideDocument[];
  readonly message: string;
}

export interface ProjectState {
  readonly uri: string;
  readonly name: string;
  readonly assets: number;
  readonly errors: number;
  /** Types are being checked. */
  readonly checking: boolean;
  /** What cannot work here and why, each in a sentence or two with the remedy last. */
  readonly notes: readonly string[];
}

export interface OutsideDocument {
  readonly uri: string;
  readonly reason: string;
  /** It speaks of Millrace, so somebody will miss its lenses. */
  readonly wanted: boolean;
}

export interface ServerStatus {
  readonly version: string;
  /** Null in a worker of a browser. */
  readonly process: ServerProcess | null;
  readonly state: ServerState;
  readonly projects: readonly ProjectStatus[];
  /** URIs. */
  readonly openDocuments: readonly string[];
  /** The last that were slow, the latest last. */
  readonly slowRequests: readonly SlowRequest[];
}

export interface ServerProcess {
  readonly node: string;
  readonly pid: number;
  readonly uptimeMs: number;
  readonly memory: { readonly rssBytes: number; readonly heapUsedBytes: number; readonly heapTotalBytes: number };
}

export interface ProjectStatus {
  readonly uri: string;
  readonly config: string;
  readonly assets: number;
  readonly files: number;
  readonly problems: Readonly<Record<Severity, number>>;
  /** Files whose types are still to be checked. */
  readonly waiting: number;
  readonly described: DescribedState;
  /** Milliseconds the last reading of the graph took. */
  readonly graphMs: number | null;
  /** Milliseconds the last check of types took, all its files together. */
  readonly typesMs: number | null;
  readonly runId: string | null;
  /** The Node.js that runs its code; null where nothing may run. */
  readonly node: NodeState | null;
}

export interface NodeState {
  /** Null: none was found, or what is set cannot be; `reason` says all of it. */
  readonly path: string | null;
  readonly version: string | null;
  /** Why this one. */
  readonly reason: string;
  /** What the project asks for, and which was not found. */
  readonly warning: string | null;
  /** Where was looked, and what was there. */
  readonly looked: readonly string[];
}

/** Whether the project was asked what only running can tell; `failed` and `not-allowed` say why not. */
export interface DescribedState {
  readonly kind: "not-needed" | "waiting" | "described" | "failed" | "not-allowed";
  readonly reason?: string;
}

export interface SlowRequest {
  readonly name: string;
  readonly ms: number;
  /** ISO time of its end. */
  readonly when: string;
  /** The document and the size of its project, where known. */
  readonly about?: string;
}

export type AssetState = "never" | "queued" | "running" | "materialized" | "failed" | "skipped" | "canceled";

/** How an asset stands: its last result, or what a live run is doing with it. */
export interface AssetStatus {
  readonly state: AssetState;
  /** ISO time of the last change of state. */
  readonly since?: string;
  readonly durationMs?: number;
  /** `"100 rows"`, `"2.1 kB"`. */
  readonly size?: string;
  /** Of an asset with partitions: how many have a value, and how many there are now. */
  readonly partitions?: { readonly materialized: number; readonly total: number };
  /** Of a failure. */
  readonly message?: string;
  readonly progress?: { readonly done: number; readonly total?: number; readonly message?: string };
}

export interface StatusChange {
  readonly project: string;
  readonly statuses: Readonly<Record<AssetKeyString, AssetStatus>>;
  /** The run that is going on, if any. */
  readonly runId: string | null;
}

export interface GraphNode {
  readonly key: AssetKeyString;
  readonly group: string;
  readonly description: string;
  readonly kinds: readonly string[];
  readonly ioManagerKey: string | null;
  /** The manager's class name where known: `"DuckDBIOManager"`. */
  readonly manager: string | null;
  readonly storedAt: string | null;
  readonly external: boolean;
  readonly errors: number;
  readonly warnings: number;
  readonly status: AssetStatus;
}

export interface GraphEdge {
  readonly from: AssetKeyString;
  readonly to: AssetKeyString;
  /** `dep` orders without loading. */
  readonly kind: "input" | "dep";
  readonly parameter: string | null;
  /** The parameter's type as it is written; null where none is. */
  readonly type?: string | null;
}

/** Everything the page needs to draw one project; the page can be rebuilt from this alone. */
export interface GraphView {
  /** URI of the project's folder. */
  readonly project: string;
  readonly name: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly runId: string | null;
  /** Null when assets can be materialized; else the reason why not (Restricted Mode, …), in a sentence. */
  readonly cannotRun: string | null;
}

/** The keys a selection means, or what is wrong with it. */
export type SelectAnswer = { readonly keys: readonly AssetKeyString[] } | { readonly error: string };

/** What the records tell of an asset: its latest materialization whole, and the last ones in numbers. */
export interface AssetHistory {
  readonly latest: Materialization | null;
  /** Newest first. */
  readonly made: readonly MadeValue[];
}

export interface MadeValue {
  readonly runId: string;
  /** ISO. */
  readonly timestamp: string;
  readonly durationMs: number;
  readonly partitionKey?: string;
  readonly rows?: number;
  readonly bytes?: number;
}

export type PictureFormat = "svg" | "png";

/** What the page may ask. Few intents; the relay passes nothing else. */
export type FromPage =
  | { readonly kind: "ready" }
  | { readonly kind: "open"; readonly key: AssetKeyString }
  | { readonly kind: "preview"; readonly key: AssetKeyString }
  | { readonly kind: "materialize"; readonly key: AssetKeyString | null; readonly upstream: boolean }
  /** The assets of a folded group. */
  | { readonly kind: "materializeMany"; readonly keys: readonly AssetKeyString[]; readonly upstream: boolean }
  | { readonly kind: "cancel" }
  /** A pinned page does not follow the editor. */
  | { readonly kind: "pin"; readonly pinned: boolean }
  | { readonly kind: "find"; readonly text: string }
  | { readonly kind: "history"; readonly key: AssetKeyString }
  /** Open what an entry of an asset's metadata points at. */
  | { readonly kind: "openEntry"; readonly key: AssetKeyString; readonly name: string }
  /** Save a picture: the extension asks where to, and then for the picture. */
  | { readonly kind: "save" }
  /** The picture asked for: SVG as text, PNG in base64. */
  | { readonly kind: "picture"; readonly format: PictureFormat; readonly data: string };

/** What the page is told. */
export type ToPage =
  | { readonly kind: "graph"; readonly view: GraphView }
  | { readonly kind: "status"; readonly change: StatusChange }
  | { readonly kind: "focus"; readonly key: AssetKeyString }
  | { readonly kind: "updating" }
  /** The answer to `find`, with the text it is of. */
  | { readonly kind: "found"; readonly text: string; readonly answer: SelectAnswer }
  | { readonly kind: "history"; readonly key: AssetKeyString; readonly history: AssetHistory }
  | { readonly kind: "render"; readonly format: PictureFormat };

export interface RunEventNote {
  readonly project: string;
  readonly event: RunEvent;
}
