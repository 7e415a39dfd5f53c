// The graph as it is drawn: its nodes and how they stand, what is told of one asset, and what the page and the extension say to each other.
import type { AssetKeyString } from "./asset.js";
import type { Materialization } from "./run.js";

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
  /** The value is older than an upstream value. */
  readonly stale?: true;
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
  | { readonly kind: "picture"; readonly format: PictureFormat; readonly data: string }
  /** There is no picture, and why. */
  | { readonly kind: "noPicture"; readonly format: PictureFormat; readonly reason: string };

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
