// A problem: what is wrong in the user's code, where it is, and how to fix it. It is data and never thrown.

import { DEFAULT_SEVERITY } from "./problem-codes.js";

export { DEFAULT_SEVERITY };

export type ProblemCode = keyof typeof DEFAULT_SEVERITY;

export type Severity = "error" | "warning" | "information" | "hint";

/** What the settings of a project or an editor say about a code: its severity, or that it is off. */
export const LEVELS = ["off", "hint", "information", "warning", "error"] as const satisfies readonly (Severity | "off")[];

export type Severities = Readonly<Partial<Record<ProblemCode, (typeof LEVELS)[number]>>>;

/** UTF-16 offsets in one file. The file is named by its absolute path with `/`, because imports of a project may be outside its folder. */
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
  /** What a fix needs beyond the code and the place: the wrong name, and the names that may be meant. */
  readonly data?: ProblemData;
}

export interface ProblemData {
  /** The asset whose declaration contains the problem. */
  readonly assetKey?: string;
  /** The wrong parameter, key or resource. */
  readonly name?: string;
  /** The parameter whose `ins` entry contains the problem, if it is another parameter. */
  readonly parameter?: string;
  /** Names that may be meant, most likely first. */
  readonly nearest?: readonly string[];
  /** The name under which its module exports the asset. */
  readonly exportedAs?: string;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** The most likely meant name. */
  readonly preferred: boolean;
}

export interface TextEdit {
  readonly place: Place;
  readonly text: string;
}
