// A problem: what is wrong in the user's code, where, and how it may be mended. Data, never thrown.

import { DEFAULT_SEVERITY } from "./problem-codes.js";

export { DEFAULT_SEVERITY };

export type ProblemCode = keyof typeof DEFAULT_SEVERITY;

export type Severity = "error" | "warning" | "information" | "hint";

/** What the settings of a project or an editor say of a code: how severe it is, or that it is not told at all. */
export const LEVELS = ["off", "hint", "information", "warning", "error"] as const satisfies readonly (Severity | "off")[];

export type Severities = Readonly<Partial<Record<ProblemCode, (typeof LEVELS)[number]>>>;

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
  /** The parameter in whose `ins` entry the problem stands, where that is not the parameter's own. */
  readonly parameter?: string;
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
