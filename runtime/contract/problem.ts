// A problem: what is wrong in the user's code, where, and how it may be mended. Data, never thrown.

export type ProblemCode =
  | "unknown-upstream"
  | "unknown-dep"
  | "duplicate-asset-key"
  | "dependency-cycle"
  | "self-dependency"
  | "unknown-io-manager-key"
  | "unknown-input-manager-key"
  | "type-mismatch"
  | "void-upstream"
  | "unsupported-parameter"
  | "invalid-asset-name"
  | "not-in-definitions"
  | "missing-partition-expr"
  | "partition-mismatch"
  | "invalid-options"
  | "invalid-cron"
  | "invalid-selection"
  | "invalid-config"
  | "syntax-error"
  | "unresolved-import";

export type Severity = "error" | "warning" | "information" | "hint";

/** UTF-16 offsets into one file, named by its absolute path with `/` (a project's imports may lie outside its folder). */
export interface Place {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

export interface Problem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly message: string;
  readonly place: Place;
  readonly related: readonly { readonly message: string; readonly place: Place }[];
  /** What a fix needs to know beyond the code and the place: the name that is wrong, the names that may be meant. */
  readonly data?: ProblemData;
}

export interface ProblemData {
  /** The asset in whose declaration the problem stands. */
  readonly assetKey?: string;
  /** The parameter, key or resource that is wrong. */
  readonly name?: string;
  /** Names that may be meant, likeliest first. */
  readonly nearest?: readonly string[];
  /** The name by which its module exports the asset. */
  readonly exportedAs?: string;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** The one that is most likely meant. */
  readonly preferred: boolean;
}

export interface TextEdit {
  readonly place: Place;
  readonly text: string;
}
