// Definitions: everything a project declares, in one object.
import { type DefinitionsOptions, type GivenResources, type ResolvedProject, resolveProject } from "./resolve.js";

export type { AssetsInput, DefinitionsOptions } from "./resolve.js";

/** The default export of `millrace.config.ts`. The constructor checks nothing, because names are known only when the project is loaded. */
export class Definitions<Resources extends GivenResources = GivenResources> {
  readonly options: DefinitionsOptions<Resources>;

  constructor(options: DefinitionsOptions<Resources> = {}) {
    this.options = options;
  }

  /** Names every asset and checks the Definitions; mistakes are listed, not thrown. */
  resolve(): ResolvedProject {
    return resolveProject(this.options);
  }
}
