// The default of a compiler option that a tsconfig does not set. It depends on the installed TypeScript.

import { type FileAccess, foldersFrom, within } from "../file-access.js";
import { ts } from "./typescript.js";

/** The major version of the nearest installed TypeScript. Null if there is none, or if its version cannot be read. */
export function installedMajor(files: FileAccess, folder: string): number | null {
  for (const at of foldersFrom(folder)) {
    const text = files.read(within(at, "node_modules/typescript/package.json"));
    if (text !== undefined) return majorIn(text);
  }
  return null;
}

function majorIn(text: string): number | null {
  const version = /"version"\s*:\s*"(\d+)\./.exec(text)?.[1];
  return version === undefined ? null : Number(version);
}

/** The options with the defaults of the installed TypeScript. Millrace bundles version 6, whose defaults version 7 shares. */
export function withDefaults(options: ts.CompilerOptions, major: number | null): ts.CompilerOptions {
  return major === null || major >= 6 ? options : withDefaultsOf5(options);
}

/** Source: `_computedOptions` of TypeScript 5.9, where it differs from 6.0. */
function withDefaultsOf5(given: ts.CompilerOptions): ts.CompilerOptions {
  const target = given.target ?? targetOf5(given.module);
  const module = given.module ?? (target >= ts.ScriptTarget.ES2015 ? ts.ModuleKind.ES2015 : ts.ModuleKind.CommonJS);
  const moduleResolution = given.moduleResolution ?? resolutionOf5(module);
  const isOfNode = module >= ts.ModuleKind.Node16;
  const esModuleInterop = given.esModuleInterop ?? isOfNode;
  return {
    ...given,
    target,
    module,
    moduleResolution,
    esModuleInterop,
    allowSyntheticDefaultImports:
      given.allowSyntheticDefaultImports ??
      (esModuleInterop || module === ts.ModuleKind.System || moduleResolution === ts.ModuleResolutionKind.Bundler),
    strict: given.strict ?? false,
    types: given.types ?? ["*"],
  };
}

function targetOf5(module: ts.ModuleKind | undefined): ts.ScriptTarget {
  if (module === ts.ModuleKind.NodeNext) return ts.ScriptTarget.ESNext;
  if (module !== undefined && module >= ts.ModuleKind.Node16 && module < ts.ModuleKind.NodeNext) return ts.ScriptTarget.ES2022;
  return ts.ScriptTarget.ES5;
}

function resolutionOf5(module: ts.ModuleKind): ts.ModuleResolutionKind {
  if (module === ts.ModuleKind.CommonJS) return ts.ModuleResolutionKind.Node10;
  if (module === ts.ModuleKind.NodeNext) return ts.ModuleResolutionKind.NodeNext;
  if (module === ts.ModuleKind.Preserve) return ts.ModuleResolutionKind.Bundler;
  return module >= ts.ModuleKind.Node16 ? ts.ModuleResolutionKind.Node16 : ts.ModuleResolutionKind.Classic;
}

/** The options that TypeScript 7 no longer supports, each with the values that were removed. Null: all of them. */
const REMOVED_IN_7: Readonly<Record<string, readonly unknown[] | null>> = {
  baseUrl: null,
  outFile: null,
  downlevelIteration: null,
  charset: null,
  importsNotUsedAsValues: null,
  keyofStringsOnly: null,
  noImplicitUseStrict: null,
  noStrictGenericChecks: null,
  out: null,
  preserveValueImports: null,
  suppressExcessPropertyErrors: null,
  suppressImplicitAnyIndexErrors: null,
  target: ["es3", "es5"],
  module: ["none", "amd", "umd", "system"],
  moduleResolution: ["node", "node10", "classic"],
  esModuleInterop: [false],
  allowSyntheticDefaultImports: [false],
  alwaysStrict: [false],
};

/** Options that TypeScript 7 has and 6 does not. */
export const NEW_IN_7: readonly string[] = ["checkers", "deduplicatePackages", "pprofDir", "quiet", "singleThreaded"];

/** Whether TypeScript 7 refuses this value of an option. */
export function isRemovedIn7(option: string, value: unknown): boolean {
  const values = Object.hasOwn(REMOVED_IN_7, option) ? REMOVED_IN_7[option] : undefined;
  if (values === undefined) return false;
  return values === null || values.includes(typeof value === "string" ? value.toLowerCase() : value);
}
