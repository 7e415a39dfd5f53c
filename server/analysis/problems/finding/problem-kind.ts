// What a file of this folder says of its code: how severe it is, what finds it, and what mends it.
import type { Fix, Place, Problem, ProblemCode, ProblemData, Severity } from "../../../../runtime/contract/problem.js";
import type { ReadJob, ReadSchedule } from "../../definitions.js";
import type { ParameterFact } from "../../facts.js";
import type { Edge, ResolvedAsset, ResolvedDep, ResolvedInput } from "../../model.js";
import type { Project } from "../../project.js";
import type { NamedAsset } from "../../wiring-source.js";
import type { Lead } from "./lead.js";
import type { Wired } from "./problem.js";
import type { ResourceUse } from "./resource-uses.js";

/** `Data` is what its fixes need to know. It may be undefined where executing the code finds the problem, too. */
export interface ProblemKind<Data extends ProblemData | undefined = ProblemData | undefined> {
  /** Also the name of its file and of its section in docs/problems.md. */
  readonly code: ProblemCode;
  /** What counts unless settings say otherwise. */
  readonly severity: Severity;
  /** What it means, in one sentence: for the setting in VS Code, and for the table of docs/problems.md. */
  title(): string;
  readonly find?: Finders<Data>;
  /** The fixes of a problem, the likeliest first. */
  fixes?(project: Project, problem: Found<Data>): Fix[];
  /** Where a problem of types stands after an edit. Without it: at the parameter that `data` names. */
  placeNow?(asset: ResolvedAsset, data: Data): Place | undefined;
  /** The code it marks can go: editors show it faded, and it may have problems of types as well. */
  readonly isUnneeded?: true;
}

/** Who is asked when. Kinds of problems are asked in the order of docs/problems.md; an asset is asked about as a whole before the next. */
export interface Finders<Data> {
  /** Of the Definitions as a whole. */
  definitions?(wired: Wired): readonly Finding<Data>[];
  /** Of one asset in them, by its name. */
  named?(asset: NamedAsset): readonly Finding<Data>[];
  /** Of one parameter as it is written. A parameter with such a problem is not asked about as an input. */
  parameter?(parameter: ParameterFact, position: number, file: string): readonly Finding<Data>[];
  /** Of one parameter by where it leads. */
  input?(lead: Lead, input: ResolvedInput, asset: ResolvedAsset, wired: Wired): readonly Finding<Data>[];
  /** Of the entries of `ins`, beside those of its parameters. */
  ins?(asset: ResolvedAsset, wired: Wired): readonly Finding<Data>[];
  /** Of one entry of `deps`. */
  dep?(dep: ResolvedDep, asset: ResolvedAsset, wired: Wired): readonly Finding<Data>[];
  /** Of all other options of an asset. */
  options?(asset: ResolvedAsset, wired: Wired): readonly Finding<Data>[];
  /** Of one resource that an asset asks for. */
  resource?(use: ResourceUse, asset: ResolvedAsset, wired: Wired): readonly Finding<Data>[];
  /** Of the partitions of an asset and of what it loads. */
  partitions?(asset: ResolvedAsset, wired: Wired): readonly Finding<Data>[];
  /** Of what an asset's function does. */
  body?(asset: ResolvedAsset, wired: Wired): readonly Finding<Data>[];
  /** Of all assets together, or of all jobs, or of all schedules. */
  graph?(wired: Wired): readonly Finding<Data>[];
  job?(job: ReadJob, wired: Wired): readonly Finding<Data>[];
  schedule?(schedule: ReadSchedule): readonly Finding<Data>[];
  /** Of one exported asset that the Definitions do not reach. */
  unreached?(asset: NamedAsset, wired: Wired): readonly Finding<Data>[];

  /** Of the types of what an asset stores. */
  stored?(asset: ResolvedAsset, project: Project): readonly Finding<Data>[];
  /** Of the types of what the `ins` entry of an edge asks for. */
  asked?(edge: Edge, project: Project): readonly Finding<Data>[];
  /** Of the types at both ends of an edge; not asked while a file of them cannot be read. One problem is told of an edge at most. */
  loaded?(edge: Edge, project: Project): readonly Finding<Data>[];

  /** Of what keeps a file from loading. For the terminal and for planning: an editor shows TypeScript's own. */
  file?(file: string, project: Project): readonly Finding<Data>[];
}

/** A problem as a finder says it; code and severity are those of its kind. */
export type Finding<Data = ProblemData | undefined> = {
  readonly place: Place;
  readonly message: string;
  readonly related?: Problem["related"];
} & (undefined extends Data ? { readonly data?: Data } : { readonly data: Data });

/** What fixes are told of a problem. */
export interface Found<Data> {
  readonly place: Place;
  readonly data: Data;
}

/** What its fixes are given is what its own finders found, so whoever asks it need not know `Data`. */
export function defineProblem<Data extends ProblemData | undefined = undefined>(kind: ProblemKind<Data>): ProblemKind;
export function defineProblem(kind: ProblemKind): ProblemKind {
  return kind;
}
