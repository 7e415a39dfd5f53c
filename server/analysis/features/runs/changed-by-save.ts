// Which assets a save changed: those whose own code changed, or all assets that use the file if anything else in it changed.
import type { BindingFact, FileFacts } from "../../facts.js";
import { importersOf } from "../../importers.js";
import type { Project } from "../../project.js";
import { readFile } from "../../reader/read-file.js";

/** The keys, in order. `before` is the text of the last save. The declaration of an asset is its own code. Comments above it are not. */
export function changedBySave(project: Project, file: string, before: string): string[] {
  const after = project.files.read(file);
  const facts = project.facts(file);
  if (after === undefined || facts === undefined || before === after) return [];
  const [was, is] = [partsOf(readFile(file, before), before), partsOf(facts, after)];
  const assets = project.model().assets.filter(({ declaration }) => declaration !== null);
  if (was.rest !== is.rest) {
    const reached = importersOf(project.importGraph(), [file]);
    return assets
      .filter(({ place, declaration }) => reached.has(place.file) || reached.has(declaration?.fn?.file ?? ""))
      .map(({ key }) => key);
  }
  const changed = [...is.assets].filter(([name, { text }]) => was.assets.get(name)?.text !== text).map(([, { span }]) => span);
  return assets
    .filter(({ declaration }) => {
      const place = declaration?.place;
      return place?.file === file && changed.some(({ start, end }) => start <= place.start && place.end <= end);
    })
    .map(({ key }) => key);
}

interface Parts {
  /** The declarations of assets, by name. */
  readonly assets: ReadonlyMap<string, { readonly text: string; readonly span: BindingFact["span"] }>;
  /** The text without these declarations. */
  readonly rest: string;
}

function partsOf(facts: FileFacts, text: string): Parts {
  const declared = [...facts.bindings.values()].filter((binding) => isAsset(binding, facts)).sort((a, b) => a.span.start - b.span.start);
  const rest: string[] = [];
  let at = 0;
  for (const { span } of declared) {
    rest.push(text.slice(at, span.start));
    at = span.end;
  }
  rest.push(text.slice(at));
  const assets = new Map(declared.map(({ name, span }) => [name, { text: text.slice(span.start, span.end), span }]));
  return { assets, rest: withoutComments(rest.join("")) };
}

function isAsset({ value }: BindingFact, { imports }: FileFacts): boolean {
  if (value.kind !== "call" || value.callee.kind !== "name") return false;
  return imports.get(value.callee.name)?.imported === "asset";
}

/** Removes comments between statements. A comment inside one counts, because code may read it. */
function withoutComments(text: string): string {
  return text
    .replace(/^[ \t]*\/\*\*[\s\S]*?\*\/[ \t]*$/gm, "")
    .replace(/^[ \t]*\/\/.*$/gm, "")
    .replace(/\n\s*\n/g, "\n")
    .trim();
}
