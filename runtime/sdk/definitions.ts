// Definitions: everything a project declares, in one object.
import type { AnyAsset } from "./asset.js";
import type { AssetFolder } from "./asset-folder.js";
import type { AssetJob, ScheduleDefinition } from "./job.js";
import { type ResolvedProject, resolveProject } from "./resolve.js";

/** Assets, records of assets, module namespaces, folders, and arrays of these. Whatever else they hold is ignored. */
export type AssetsInput = AnyAsset | AssetFolder | object | readonly AssetsInput[];

export interface DefinitionsOptions {
  readonly assets?: AssetsInput;
  /** I/O managers and whatever else functions need, by name. */
  readonly resources?: Readonly<Record<string, unknown>>;
  readonly jobs?: readonly AssetJob[];
  readonly schedules?: readonly ScheduleDefinition[];
}

/** What `millrace.config.ts` exports by default. Making one checks nothing: names are known only when the project is loaded. */
export class Definitions {
  readonly options: DefinitionsOptions;

  constructor(options: DefinitionsOptions = {}) {
    this.options = options;
  }

  /** Names every asset and checks the whole; mistakes are listed, not thrown. */
  resolve(): ResolvedProject {
    return resolveProject(this.options);
  }
}
