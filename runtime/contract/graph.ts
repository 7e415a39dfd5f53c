// The graph as it is drawn: its nodes and their status, the details of one asset, and the messages between the page and the extension.
import type { AssetKeyString } from "./asset.js";
import type { Materialization } from "./run.js";

export type AssetState = "never" | "queued" | "running" | "materialized" | "failed" | "skipped" | "canceled";

/** The status of an asset: its last result, or what a running run is doing with it. */
export interface AssetStatus {
  readonly state: AssetState;
  /** ISO time of the last change of state. */
  readonly since?: string;
  readonly durationMs?: number;
  /** `"100 rows"`, `"2.1 kB"`. */
  readonly size?: string;
  /** For an asset with partitions: how many have a value, and how many exist now. */
  readonly partitions?: { readonly materialized: number; readonly total: number };
  /** For a failure. */
  readonly message?: string;
  readonly progress?: { readonly done: number; readonly total?: number; readonly message?: string };
  /** The value is older than an upstream value. */
  readonly stale?: true;
}

export interface StatusChange {
  readonly project: string;
  readonly statuses: Readonly<Record<AssetKeyString, AssetStatus>>;
  /** The current run of the asset, if any. */
  readonly runId: string | null;
}

export interface GraphNode {
  readonly key: AssetKeyString;
  readonly group: string;
  readonly description: string;
  readonly kinds: readonly string[];
  readonly ioManagerKey: string | null;
  /** The class name of the manager, if known: `"DuckDBIOManager"`. */
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
  /** `dep` means order without loading. */
  readonly kind: "input" | "dep";
  readonly parameter: string | null;
  /** The type of the parameter as written; null when it has no type. */
  readonly type?: string | null;
}

/** Everything that the page needs to draw one project. The page can be rebuilt from it. */
export interface GraphView {
  /** URI of the project's folder. */
  readonly project: string;
  readonly name: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly runId: string | null;
  /** Null when assets can be materialized; otherwise a sentence with the reason (for example Restricted Mode). */
  readonly cannotRun: string | null;
}

/** The keys of a selection, or the error in it. */
export type SelectAnswer = { readonly keys: readonly AssetKeyString[] } | { readonly error: string };

/** What the records contain about an asset: the whole latest materialization, and numbers of the last ones. */
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

/** The requests of the page. The relay passes only these. */
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
  /** Opens what a metadata entry of an asset links to. */
  | { readonly kind: "openEntry"; readonly key: AssetKeyString; readonly name: string }
  /** Saves an image: the extension asks for the path first, and then requests the image. */
  | { readonly kind: "save" }
  /** The requested image: SVG as text, PNG in base64. */
  | { readonly kind: "picture"; readonly format: PictureFormat; readonly data: string }
  /** The reason why there is no image. */
  | { readonly kind: "noPicture"; readonly format: PictureFormat; readonly reason: string };

/** The messages to the page. */
export type ToPage =
  | { readonly kind: "graph"; readonly view: GraphView }
  | { readonly kind: "status"; readonly change: StatusChange }
  | { readonly kind: "focus"; readonly key: AssetKeyString }
  | { readonly kind: "updating" }
  /** The answer to `find`, with the text of the request. */
  | { readonly kind: "found"; readonly text: string; readonly answer: SelectAnswer }
  | { readonly kind: "history"; readonly key: AssetKeyString; readonly history: AssetHistory }
  | { readonly kind: "render"; readonly format: PictureFormat };
