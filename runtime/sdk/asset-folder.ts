// assetsFrom(): all modules below a folder, named in the config instead of imported one by one.
import { moduleRegistry } from "./modules.js";

/** Represents the modules below a folder until the project is loaded. */
export class AssetFolder {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The modules. The bundler finds them, so the folder must be a literal and Millrace must load the project. */
  modules(): readonly { readonly file: string; readonly namespace: object }[] {
    const registry = moduleRegistry();
    if (registry === null)
      throw new Error(`assetsFrom("${this.folder}") works where Millrace loads the project. In a unit test, import the modules instead.`);
    const modules = registry.folders.get(this.folder);
    if (modules !== undefined) return modules;
    throw new Error(
      `assetsFrom("${this.folder}") matches no module. Write the folder as a plain string, relative to the config; it must contain *.ts files.`,
    );
  }
}

/**
 * Every module below `folder`, which is relative to the config and must be written as a plain string. `*.d.ts`, `*.test.ts` and
 * `*.spec.ts` are skipped.
 */
export function assetsFrom(folder: string): AssetFolder {
  return new AssetFolder(folder);
}
