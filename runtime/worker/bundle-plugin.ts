// The esbuild plugin for project sources: each module registers its exports and its path on disk.

import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, extname, join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { Loader, Plugin } from "esbuild";
import { type SiteTable, siteMark, textHash } from "../contract/sites.js";
import { sourceText } from "../disk/source-text.js";

const REGISTRY = 'globalThis[Symbol.for("millrace.modules")]';
const HAS_MODULE_SYNTAX = /(^|[\n;{}])\s*(import|export)\b/;
const SKIPPED = /(\.d|\.test|\.spec)\.[cm]?[jt]sx?$/;
const LOADERS: Readonly<Record<string, Loader>> = {
  ".ts": "ts",
  ".mts": "ts",
  ".cts": "ts",
  ".tsx": "tsx",
  ".js": "js",
  ".mjs": "js",
  ".cjs": "js",
  ".jsx": "jsx",
};

export interface ProjectSources {
  readonly plugin: Plugin;
  /** File → how many characters were inserted before its first line. */
  readonly prefixLengths: Map<string, number>;
}

/**
 * Instruments every source below `projectDir` outside node_modules. Line numbers stay, and changed columns of first lines are recorded.
 * Calls that create assets get their site as an additional argument.
 */
export function projectSources(projectDir: string, configFile: string, sites: SiteTable = {}): ProjectSources {
  const prefixLengths = new Map<string, number>();
  const plugin: Plugin = {
    name: "millrace-project-sources",
    setup(build) {
      build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, async ({ path }) => {
        if (/[\\/]node_modules[\\/]/.test(path) && !/\.[cm]?tsx?$/.test(path)) return null;
        const file = relative(projectDir, path).split(sep).join("/");
        const text = withSites(sourceText(await readFile(path)), file, sites);
        const isModule = HAS_MODULE_SYNTAX.test(text) && !isCommonJs(path, text);
        const prefix = prefixOf(path, file, text);
        const suffix = isModule
          ? suffixOf(path, file, text, join(projectDir, dirname(configFile)))
          : `\n;${REGISTRY}?.leave(${JSON.stringify(file)});\n`;
        const start = text.startsWith("#!") ? text.indexOf("\n") + 1 : 0;
        if (start === 0) prefixLengths.set(file, prefix.length);
        return { contents: `${text.slice(0, start)}${prefix}${text.slice(start)}${suffix}`, loader: LOADERS[extname(path)] ?? "ts" };
      });
    },
  };
  return { plugin, prefixLengths };
}

/** The text with a mark after the last argument of each call. The text stays unchanged if it differs from the text that analysis read. */
function withSites(text: string, file: string, sites: SiteTable): string {
  const known = sites[file];
  if (known === undefined || known.hash !== textHash(text)) return text;
  return known.ends.reduceRight((marked, end, index) => `${marked.slice(0, end)}${markOf(file, index)}${marked.slice(end)}`, text);
}

const markOf = (file: string, index: number) => `, ${JSON.stringify(siteMark({ file, index }))}`;

/** The part of a line before a place, as in the source: without inserted text and marks. */
export function asWritten(before: string, prefixLength: number): string {
  return before.slice(prefixLength).replace(MARKS, "");
}

const MARKS = /, "millrace:site:(?:[^"\\]|\\.)*"/g;

/** A source that exports in CommonJS style must not become ESM: an inserted import would do that, and `module` would be missing. */
function isCommonJs(path: string, text: string): boolean {
  if (/\.c[jt]s$/.test(path) || /^\s*export\s*=/m.test(text)) return true;
  return /\bmodule\.exports\b|^\s*exports\.\w+\s*=/m.test(text) && !/^\s*export\b/m.test(text);
}

/** `import.meta` and the CommonJS names for the path of a file must describe the source, not the bundle. */
function prefixOf(path: string, file: string, text: string): string {
  const names: string[] = [];
  const constant = (name: string, value: string) => names.push(`${name}=${JSON.stringify(value)}`);
  if (/\bimport\.meta\b/.test(text)) {
    constant("__millrace_url", pathToFileURL(path).href);
    constant("__millrace_dirname", dirname(path));
    constant("__millrace_filename", path);
  }
  if (/\b__dirname\b/.test(text) && !/\b(?:const|let|var)\s+__dirname\b/.test(text)) constant("__dirname", dirname(path));
  if (/\b__filename\b/.test(text) && !/\b(?:const|let|var)\s+__filename\b/.test(text)) constant("__filename", path);
  const places = names.length === 0 ? "" : `var ${names.join(",")};`;
  return `${REGISTRY}?.enter(${JSON.stringify(file)});${places}`;
}

export const IMPORT_META = {
  "import.meta.url": "__millrace_url",
  "import.meta.dirname": "__millrace_dirname",
  "import.meta.filename": "__millrace_filename",
} as const;

/** At the end of its body, a module registers its own namespace and those of the folders that it names in assetsFrom. */
function suffixOf(path: string, file: string, text: string, configDir: string): string {
  const lines = [
    `import * as __millrace_self from ${JSON.stringify(path)};`,
    `${REGISTRY}?.leave(${JSON.stringify(file)}, __millrace_self);`,
  ];
  let count = 0;
  for (const literal of foldersIn(text)) {
    const folder = resolve(configDir, literal);
    for (const module of modulesBelow(folder)) {
      if (module === path) continue;
      const name = `__millrace_folder_${count++}`;
      const written = relative(configDir, module).split(sep).join("/");
      lines.push(
        `import * as ${name} from ${JSON.stringify(module)};`,
        `${REGISTRY}?.folder(${JSON.stringify(literal)}, ${JSON.stringify(written)}, ${name});`,
      );
    }
  }
  return `\n;${lines.join("\n")}\n`;
}

function foldersIn(text: string): Set<string> {
  return new Set([...text.matchAll(/\bassetsFrom\s*\(\s*(["'`])((?:(?!\1)[^\\\n$])+)\1\s*,?\s*\)/g)].map((match) => match[2] as string));
}

/** TypeScript, or JavaScript that was not compiled from TypeScript. */
function isModule(name: string, besides: ReadonlySet<string>): boolean {
  if (SKIPPED.test(name)) return false;
  if (/\.[cm]?tsx?$/.test(name)) return true;
  return /\.[cm]?jsx?$/.test(name) && !besides.has(name.replace(/js(x?)$/, "ts$1")) && !besides.has(name.replace(/js$/, "tsx"));
}

/** Every module below a folder, sorted by path; empty when the folder does not exist. */
function modulesBelow(folder: string): string[] {
  let entries: import("node:fs").Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  const sources = new Set(entries.map(({ name }) => name));
  return entries
    .filter((entry) => entry.name !== "node_modules" && !entry.name.startsWith("."))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return modulesBelow(path);
      return isModule(entry.name, sources) ? [path] : [];
    });
}
