// The esbuild plugin for imports by name: packages stay external, but TypeScript of the same repository is bundled.
import { existsSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { OnResolveArgs, OnResolveResult, Plugin } from "esbuild";
import { packageOf } from "../contract/package-manager.js";

const SDK = /^millrace(\/|$)/;
const ASKED = Symbol("asked by this plugin");

/**
 * A package of a workspace is outside node_modules, which contains only a link to it. Node cannot load its TypeScript, so it is bundled.
 * Node loads JavaScript itself, as it would without a bundle.
 */
export function packages(projectDir: string): Plugin {
  return {
    name: "millrace-packages",
    setup(build) {
      build.onResolve({ filter: /^[^./\\]/ }, async (args): Promise<OnResolveResult | undefined> => {
        if (args.pluginData === ASKED || args.kind === "entry-point" || /^[A-Za-z]:[\\/]/.test(args.path)) return undefined;
        // All sources, and the worker that runs them, use the same SDK.
        if (SDK.test(args.path) || args.path.startsWith("node:")) return { path: args.path, external: true };
        const { path, kind, importer, resolveDir } = args;
        const found = await build.resolve(path, { kind, importer, resolveDir, with: args.with, pluginData: ASKED });
        // For a missing package, Node reports an error that names the package.
        if (found.errors.length > 0 || found.external || found.namespace !== "file") return { path, external: true };
        // Node never loads TypeScript that was copied into node_modules.
        const isOwn = /\.[cm]?tsx?$/.test(found.path) || !(isInstalled(found.path) || isLinked(path, resolveDir));
        if (isOwn) return { path: found.path, sideEffects: found.sideEffects, suffix: found.suffix };
        return {
          path: isInside(projectDir, resolveDir) && !isInstalled(`${resolveDir}${sep}`) ? path : placeOf(found.path, args),
          external: true,
        };
      });
    },
  };
}

/** The bundle is in the project, from where Node may not find the dependencies of another package. */
function placeOf(path: string, { kind }: OnResolveArgs): string {
  return kind === "require-call" || kind === "require-resolve" ? path : pathToFileURL(path).href;
}

/** By a package's name, and not by a path of tsconfig or a package's own `#name`. */
function isLinked(specifier: string, from: string): boolean {
  const name = packageOf(specifier);
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "node_modules", name))) return true;
    if (dirname(folder) === folder) return false;
  }
}

const isInstalled = (path: string) => /[\\/]node_modules[\\/]/.test(path);
const isInside = (folder: string, path: string) => path === folder || path.startsWith(folder + sep);
