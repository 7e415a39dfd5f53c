// Types of the requests between language server and editor client beyond the LSP. `protocol.ts` lists the messages.
import type { AssetKeyString } from "./asset.js";
import type { RunEvent } from "./events.js";
import type { PackageManager } from "./package-manager.js";
import type { PartitionsByAsset } from "./partitions.js";
import type { Severities } from "./problem.js";
import type { RunOrigin } from "./run.js";
import type { Look } from "./state-looks.js";
import type { LookQuestion } from "./value.js";

/**
 * Files that change with an installation: the lockfiles of npm, pnpm, yarn and bun, and what they write into node_modules when the lockfile
 * stays the same.
 */
export const INSTALL_FILES: readonly string[] = [
  ...["package-lock.json", ".package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", ".modules.yaml"],
  ...["yarn.lock", ".yarn-integrity", ".yarn-state.yml", ".pnp.cjs", "bun.lock", "bun.lockb"],
];

/** Globs of the files that a client watches for the server. */
export const WATCHED_FILES: readonly string[] = [
  "**/*.{ts,mts,cts,tsx,js,mjs,cjs,jsx,json}",
  `**/{${INSTALL_FILES.filter((name) => !/\.c?js(?:on)?$/.test(name)).join(",")}}`,
  // Values that require executing code may depend on these.
  "**/.env",
  "**/.env.local",
  "**/.millrace/records/**",
  "**/.millrace/runs/**",
];

/** Whether a path is one of those files. */
export function isWatched(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (/\.(?:[cm]?[jt]s|[jt]sx|json)$/.test(name) || INSTALL_FILES.includes(name)) return true;
  return name === ".env" || name === ".env.local" || /\/\.millrace\/(?:records|runs)\//.test(path);
}

/** What a client watches to notice whole folders: when a folder is created or deleted, the editor may report no event for its files. */
export const WATCHED_FOLDERS = "**/*";

/** What a client sends at the start, and again when it changes. */
export interface ClientSettings {
  /** Whether user code may be executed. */
  readonly trusted: boolean;
  /** The Node.js that executes user code. */
  readonly nodePath?: string | undefined;
  /** The severities of problems, which override package.json: for all folders, or by the URI of a workspace folder. */
  readonly problems?: Severities | undefined;
  readonly problemsByFolder?: Readonly<Record<string, Severities>> | undefined;
  /** The lenses above an asset: for all folders, or by the URI of a workspace folder. */
  readonly lenses?: LensChoice | undefined;
  readonly lensesByFolder?: Readonly<Record<string, LensChoice>> | undefined;
  /** Which TypeScript checks types. */
  readonly typeEngine?: TypeEngine | undefined;
  /** Assets that the client materializes on save, by the URI of their project. Their lenses show it. */
  readonly onSave?: Readonly<Record<string, readonly AssetKeyString[]>> | undefined;
}

/** `native`: the project's own TypeScript, 7 or newer. `auto`: TypeScript 6, while the native API is declared unstable. */
export const TYPE_ENGINES = ["auto", "typescript6", "native"] as const;
export type TypeEngine = (typeof TYPE_ENGINES)[number];

/** Values that are false are left out. */
export interface LensChoice {
  /** "▶ Materialize". */
  readonly materialize?: boolean;
  /** "Debug", where the client has a debugger. */
  readonly debug?: boolean;
  /** "with upstream", shown if an upstream asset has no value. */
  readonly upstream?: boolean;
  /** The status of the asset. */
  readonly status?: boolean;
}

/** What a save materializes: the changed asset, or also all assets downstream of it. */
export type OnSaveMode = "asset" | "downstream";

export interface AssetsSaved extends ProjectAddress {
  readonly keys: readonly AssetKeyString[];
}

/** A project, by the URI of its folder. */
export interface ProjectAddress {
  readonly project: string;
}

export interface AssetAddress extends ProjectAddress {
  readonly key: AssetKeyString;
}

/** Selections in Dagster's grammar. The request means their union. */
export interface AssetSelection extends ProjectAddress {
  readonly selection: readonly string[];
}

export interface GraphRequest {
  readonly project?: string;
  /** The URI of a document. */
  readonly near?: string;
}

/** A document URI, a line and a UTF-16 column from 0, as in the LSP. */
export interface PlaceInDocument {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
}

/** The name of an asset in its file. */
export type AssetPlace = PlaceInDocument;

export interface MaterializeRequest extends AssetSelection {
  /**
   * For assets with partitions: keys, ranges written `first...last`, all, or those without a value; or the partitions of each asset, as in
   * an earlier run.
   */
  readonly partitions?: readonly string[] | "all" | "missing" | PartitionsByAsset;
  /** What starts the run; default: the user. */
  readonly origin?: RunOrigin;
  /** The run waits for a debugger before it starts. `MaterializeAnswer.inspector` contains its address. */
  readonly debug?: boolean;
}

export interface OwnFilesRequest {
  readonly project: string;
  readonly uris: readonly string[];
}

/** A question about a stored value of a project. */
export interface LookRequest extends LookQuestion {
  readonly project: string;
}

/** URIs of files, and of folders. For a folder, the answer contains all files that analysis reads. */
export interface ReadRequest {
  readonly uris: readonly string[];
}

export interface ReadAnswer {
  readonly files: readonly { readonly uri: string; readonly text: string }[];
  /** Requested files and folders that do not exist. */
  readonly gone: readonly string[];
  /** A sentence that says what was left out because there is too much; null when the answer is complete. */
  readonly leftOut: string | null;
}

/** Files by their path in the folder. */
export interface SetUpAnswer {
  readonly created: readonly string[];
  /** Requested files that exist. */
  readonly kept: readonly string[];
}

export interface PrepareRequest {
  /** A URI. */
  readonly folder: string;
  readonly manager: PackageManager;
}

export interface PrepareAnswer {
  /** The path of the file that was created or changed; null when no change was needed. */
  readonly file: string | null;
  /** What the user has to do when the change was not possible. */
  readonly note: string | null;
}

export interface AssetFile {
  readonly uri: string;
  /** Its path in the project. */
  readonly path: string;
  readonly assets: number;
}

export interface NewAssetRequest {
  readonly project: string;
  /** The file, which does not have to exist yet. */
  readonly uri: string;
  /** A name that is valid in JavaScript and not used in the file. */
  readonly name: string;
}

/**
 * The part of the LSP's WorkspaceEdit that the server creates: edits of documents by their URI. The LSP's own type requires a mutable
 * array.
 */
export interface DocumentEdits {
  readonly changes: Record<string, TextEdit[]>;
}

export interface TextEdit {
  readonly range: { readonly start: TextPosition; readonly end: TextPosition };
  readonly newText: string;
}

interface TextPosition {
  readonly line: number;
  readonly character: number;
}

/** The state of an asset beside the line of its name. */
export interface StateMarker {
  /** From 0. */
  readonly line: number;
  readonly look: Look;
}

/** An asset that a run would materialize. */
export interface PlannedAsset {
  readonly key: AssetKeyString;
  /** It has no value, or not in every partition; its last run failed; its value is stale; its value is up to date. */
  readonly why: "missing" | "failed" | "stale" | "again";
  /** How long it took the last time, in ms; absent where that is not known, as for assets with partitions. */
  readonly durationMs?: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** The choices before a run with partitions. */
export interface PartitionChoices {
  /** A short description: `daily from 2026-01-01`. */
  readonly text: string;
  readonly total: number;
  readonly materialized: number;
  /** The latest keys, newest first, each with whether it has a value. */
  readonly latest: readonly { readonly key: string; readonly materialized: boolean }[];
  /** The keys of all selected assets with partitions together. When several assets are selected, a single key rarely fits. */
  readonly together?: { readonly assets: number; readonly total: number; readonly materialized: number };
}

/** The address (Chrome's DevTools protocol) at which a Node.js process waits for a debugger. */
export interface InspectorAddress {
  readonly host: string;
  readonly port: number;
}

export interface StartedRun {
  readonly kind: "started";
  readonly runId: string;
  readonly assets: readonly AssetKeyString[];
  /**
   * The number of endings that its events will contain: one for each asset, or for each partition that is materialized in a separate call.
   */
  readonly parts: number;
  readonly inspector?: InspectorAddress;
}

export type MaterializeAnswer = StartedRun | { readonly kind: "refused"; readonly message: string };

export interface RunEventNote {
  readonly project: string;
  readonly event: RunEvent;
}
