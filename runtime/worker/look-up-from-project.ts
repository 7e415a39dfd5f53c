// Resolves packages that a bundle imports from the project, also when the bundle is in a state folder outside the project.
import { realpathSync } from "node:fs";
import * as nodeModule from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { STATE } from "../disk/state-folder.js";

interface ResolveContext {
  readonly parentURL?: string | undefined;
}
type NextResolve<T> = (specifier: string, context: ResolveContext) => T;

/** Does nothing when the folder of bundles is in the project. Links are resolved, as Node.js does. */
export function lookUpFromProject(folder: string, projectDir: string): void {
  const from = `${pathToFileURL(realpathSync(folder)).href}/`;
  const to = `${pathToFileURL(join(realpathSync(projectDir), STATE, "build")).href}/`;
  if (from === to) return;
  // Available since Node.js 22.15. In earlier versions, hooks run in a separate thread.
  const { registerHooks } = nodeModule as unknown as { registerHooks?: (hooks: { resolve: ReturnType<typeof resolveBetween> }) => void };
  if (registerHooks !== undefined) registerHooks({ resolve: resolveBetween(from, to) });
  else nodeModule.register(`data:text/javascript,${encodeURIComponent(HOOKS)}`, { data: { from, to } });
}

/** Self-contained, because its text runs in another thread. */
function resolveBetween(from: string, to: string) {
  return <T>(specifier: string, context: ResolveContext, next: NextResolve<T>): T => {
    const isPackage = !/^(?:\.{0,2}\/|[A-Za-z][A-Za-z0-9+.-]*:)/.test(specifier);
    const isOfBundle = isPackage && context.parentURL?.startsWith(from) === true;
    return next(specifier, isOfBundle ? { ...context, parentURL: to + context.parentURL?.slice(from.length) } : context);
  };
}

const HOOKS = `
const between = ${resolveBetween.toString()};
let resolveNow;
export function initialize({ from, to }) { resolveNow = between(from, to); }
export async function resolve(specifier, context, next) { return resolveNow(specifier, context, next); }
`;
