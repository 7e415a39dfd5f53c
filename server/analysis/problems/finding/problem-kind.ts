// The interface of a problem file: how severe the problem is, what finds it, and what fixes it.
import type { Fix, Place, Problem, ProblemCode, ProblemData, Severity } from "../../../../runtime/contract/problem.js";
import type { ReadJob, ReadSchedule } from "../../definitions.js";
import type { ParameterFact } from "../../facts.js";
import type { Edge, ResolvedAsset, ResolvedDep, ResolvedInput } from "../../model.js";
import type { Project } from "../../project.js";
import type { NamedAsset } from "../../wiring-source.js";
import type { Lead } from "./lead.js";
import type { Wired } from "./problem.js";
import type { ResourceUse } from "./resource-uses.js";

/** `Data` is what its fixes need. It may be undefined if executing the code can find the problem, too. */
export interface ProblemKind<Data extends ProblemData | undefined = ProblemData | undefined> {
  /** The code. It is also the name of the file and of the section in docs/problems.md. */
  readonly code: ProblemCode;
  /** The severity, unless settings change it. */
  readonly severity: Severity;
  /** The meaning in one sentence, for the setting in VS Code and for the table of docs/problems.md. */
  title(): string;
  readonly find?: Finders<Data>;
  /** The fixes of a problem, the most likely first. */
  fixes?(project: Project, problem: Found<Data>): Fix[];
  /** The place of a type problem after an edit. By default, the parameter that `data` names. */
  placeNow?(asset: ResolvedAsset, data: Data): Place | undefined;
  /** The code that the problem marks can be removed. Editors show it faded, and it may have type problems as well. */
  readonly isUnneeded?: true;
}

/** The finders by subject. They run in the order of docs/problems.md. All finders of an asset run before those of the next asset. */
export interface Finders<Data> {
  /** Looks at the Definitions as a whole. */
  definitions?(wired: Wired): readonly Finding<Data>[];
  /** Looks at the name of one asset in them. */
  named?(asset: NamedAsset): readonly Finding<Data>[];
  /** Looks at one parameter as it is written. A parameter with such a problem is not checked as an input. */
  parameter?(parameter: ParameterFact, position: number, file: string): readonly Finding<Data>[];
  /** Looks at where one parameter leads. */
  input?(lead: Lead, input: ResolvedInput, asset: ResolvedAsset, wired: Wired): readonly Finding<Data>[];
  /** Looks at the entries of `ins` that do not belong to a parameter. */
  ins?(asset: ResolvedAsset, wired: Wired): readonly Finding<Data>[];
  /** Looks at one entry of `deps`. */
  dep?(dep: ResolvedDep, asset: ResolvedAsset, wired: Wired): readonly Finding<Data>[];
  /** Looks at all other options of an asset. */
  options?(asset: ResolvedAsset, wired: Wired): readonly Finding<Data>[];
  /** Looks at one resource that an asset requires. */
  resource?(use: ResourceUse, asset: ResolvedAsset, wired: Wired): readonly Finding<Data>[];
  /** Looks at the partitions of an asset and of the assets it loads. */
  partitions?(asset: ResolvedAsset, wired: Wired): readonly Finding<Data>[];
  /** Looks at what an asset's function does. */
  body?(asset: ResolvedAsset, wired: Wired): readonly Finding<Data>[];
  /** Looks at all assets together. */
  graph?(wired: Wired): readonly Finding<Data>[];
  job?(job: ReadJob, wired: Wired): readonly Finding<Data>[];
  schedule?(schedule: ReadSchedule): readonly Finding<Data>[];
  /** Looks at one exported asset that the Definitions do not reach. */
  unreached?(asset: NamedAsset, wired: Wired): readonly Finding<Data>[];

  /** Looks at the type of the value that an asset stores. */
  stored?(asset: ResolvedAsset, project: Project): readonly Finding<Data>[];
  /** Looks at the types for the columns that the `ins` entry of an edge selects. */
  columns?(edge: Edge, project: Project): readonly Finding<Data>[];
  /** Looks at the types at both ends of an edge, unless one of the files has syntax errors. An edge gets at most one of these problems. */
  loaded?(edge: Edge, project: Project): readonly Finding<Data>[];

  /** Looks at what prevents a file from loading. For the terminal and for planning: an editor shows TypeScript's own errors. */
  file?(file: string, project: Project): readonly Finding<Data>[];
}

/** A problem as returned by a finder. The code and the severity are those of its kind. */
export type Finding<Data = ProblemData | undefined> = {
  readonly place: Place;
  readonly message: string;
  readonly related?: Problem["related"];
} & (undefined extends Data ? { readonly data?: Data } : { readonly data: Data });

/** The part of a problem that fixes receive. */
export interface Found<Data> {
  readonly place: Place;
  readonly data: Data;
}

/** The data that fixes receive comes from the kind's own finders, so callers need not know `Data`. */
export function defineProblem<Data extends ProblemData | undefined = undefined>(kind: ProblemKind<Data>): ProblemKind;
export function defineProblem(kind: ProblemKind): ProblemKind {
  return kind;
}
