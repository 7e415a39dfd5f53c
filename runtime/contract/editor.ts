// What the language server and the editor client say to each other beyond the LSP; in which messages, `protocol.ts` says.
import type { AssetKeyString } from "./asset.js";
import type { RunEvent } from "./events.js";
import type { PackageManager } from "./package-manager.js";
import type { PartitionsByAsset } from "./partitions.js";
import type { Severities } from "./problem.js";
import type { RunOrigin } from "./run.js";
import type { LookQuestion } from "./value.js";

/** Files that tell of an installation: the lockfiles of npm, pnpm, yarn and bun, and what they leave in node_modules where those stay as they are. */
export const INSTALL_FILES: readonly string[] = [
  ...["package-lock.json", ".package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", ".modules.yaml"],
  ...["yarn.lock", ".yarn-integrity", ".yarn-state.yml", ".pnp.cjs", "bun.lock", "bun.lockb"],
];

/** Globs of what a client watches for the server. */
export const WATCHED_FILES: readonly string[] = [
  "**/*.{ts,mts,cts,tsx,js,mjs,cjs,jsx,json}",
  `**/{${INSTALL_FILES.filter((name) => !/\.c?js(?:on)?$/.test(name)).join(",")}}`,
  // What requires executing code may depend on them.
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

/** What a client watches for whole folders: of one that comes or goes, nothing may be told of the files in it. */
export const WATCHED_FOLDERS = "**/*";

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
  /** Which TypeScript answers what is asked of types. */
  readonly typeEngine?: TypeEngine | undefined;
  /** Assets the client materializes on save, by the URI of their project; their lenses say so. */
  readonly onSave?: Readonly<Record<string, readonly AssetKeyString[]>> | undefined;
}

/** `native`: the project's own, 7 or newer. `auto`: TypeScript 6, while the native API is called unstable. */
export const TYPE_ENGINES = ["auto", "typescript6", "native"] as const;
export type TypeEngine = (typeof TYPE_ENGINES)[number];

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

/** Selections in Dagster's grammar; their union is meant. */
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
  /** Of assets with partitions: keys, ranges written `first...last`, all, or those without a value; or for each asset its own, as an earlier run had them. */
  readonly partitions?: readonly string[] | "all" | "missing" | PartitionsByAsset;
  /** What starts the run; default: the user. */
  readonly origin?: RunOrigin;
  /** The run waits for a debugger before it does anything; `MaterializeAnswer.inspector` says where. */
  readonly debug?: boolean;
}

export interface OwnFilesRequest {
  readonly project: string;
  readonly uris: readonly string[];
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

export interface PrepareRequest {
  /** A URI. */
  readonly folder: string;
  readonly manager: PackageManager;
}

export interface PrepareAnswer {
  /** The file that was made or changed, by its path; null where nothing was to be done. */
  readonly file: string | null;
  /** What the user has to do where it could not be done. */
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
  /** Of the file, which need not be there yet. */
  readonly uri: string;
  /** A name that JavaScript allows and the file does not have. */
  readonly name: string;
}

/** The LSP's WorkspaceEdit, as far as the server makes one: edits of documents by their URI. Its types want an array that may change. */
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

/** What can be chosen before a run that makes partitions. */
export interface PartitionChoices {
  /** In a few words: `daily from 2026-01-01`. */
  readonly text: string;
  readonly total: number;
  readonly materialized: number;
  /** The latest, newest first; each with whether it has a value. */
  readonly latest: readonly { readonly key: string; readonly materialized: boolean }[];
  /** Of all assets together that have partitions, where several assets are selected themselves: a key of one is rarely what is wanted. */
  readonly together?: { readonly assets: number; readonly total: number; readonly materialized: number };
}

/** Where a Node that waits for a debugger listens, in Chrome's DevTools protocol. */
export interface InspectorAddress {
  readonly host: string;
  readonly port: number;
}

export interface StartedRun {
  readonly kind: "started";
  readonly runId: string;
  readonly assets: readonly AssetKeyString[];
  /** How many endings its events will tell: of an asset, or of each of its partitions that is made by itself. */
  readonly parts: number;
  readonly inspector?: InspectorAddress;
}

export type MaterializeAnswer = StartedRun | { readonly kind: "refused"; readonly message: string };

export interface RunEventNote {
  readonly project: string;
  readonly event: RunEvent;
}
