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
  | "invalid-options"
  | "invalid-cron"
  | "invalid-selection"
  | "invalid-config";

export type Severity = "error" | "warning" | "information" | "hint";

/** UTF-16 offsets into one file; the path is relative to the workspace of files analysis was given. */
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
  readonly fixes: readonly Fix[];
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
