// Checks navigation: references of assets and resources, and hierarchies. Text in, text out.
import type { Place } from "../../runtime/contract/problem.js";
import {
  consumersOf,
  fileSymbols,
  hierarchyRoots,
  highlights,
  mentionsOf,
  references,
  searchSymbols,
  upstreamsOf,
} from "../../server/analysis/index.js";
import { fixture } from "./fixture.js";

/** Every mention of a key: `kind written says: the line with the name in «»`, and the asset whose declaration contains it. */
export function mentionsIn(text: string, key: string): string[] {
  const { project, texts } = fixture(text);
  return mentionsOf(project, key).map((mention) => {
    const { kind, written, says, asset, parts } = mention;
    const source = texts.get(mention.place.file) ?? "";
    const marked = [...parts]
      .sort((a, b) => b.start - a.start)
      .filter(({ file }) => file === mention.place.file)
      .reduce((whole, { start, end }) => `${whole.slice(0, start)}«${whole.slice(start, end)}»${whole.slice(end)}`, source);
    const line = marked.slice(marked.lastIndexOf("\n", mention.place.start) + 1).split("\n")[0] ?? "";
    return `${kind} ${written} ${says}${asset ? ` in ${asset.key}` : ""}: ${line.trim()}`;
  });
}

/** The references at `$0`, each as `file: line with the name in «»`, in the order given. */
export function referencesAt(text: string, includeDeclaration = true): string[] {
  const { project, cursor, texts } = at(text);
  return references(project, cursor.file, cursor.offset, includeDeclaration).map((place) => shown(texts, place));
}

/** The highlights at `$0`. Null if TypeScript's own are used. */
export function highlightsAt(text: string): string[] | null {
  const { project, cursor, texts } = at(text);
  const found = highlights(project, cursor.file, cursor.offset);
  return found?.map(({ place, declares }) => `${declares ? "declares" : "names"} ${shown(texts, place)}`) ?? null;
}

/** The assets that load the asset at `$0`, with the places. */
export function callersOf(text: string): string[] {
  return steps(text, consumersOf);
}

/** The assets that the asset at `$0` loads, with the places. */
export function calleesOf(text: string): string[] {
  return steps(text, upstreamsOf);
}

function steps(text: string, which: typeof consumersOf): string[] {
  const { project, cursor, texts } = at(text);
  return hierarchyRoots(project, cursor.file, cursor.offset).flatMap(({ key }) =>
    which(project, key).map(({ asset, places }) => `${asset.key}: ${places.map((place) => nameAt(texts, place)).join(", ")}`),
  );
}

/** The symbols of a file: `kind name (detail): the first line of the declaration`. */
export function symbolsOf(text: string, file = "/project/src/assets.ts"): string[] {
  const { project, texts } = fixture(text);
  return fileSymbols(project, file).map(
    ({ kind, name, detail, whole }) => `${kind} ${name} (${detail}): ${nameAt(texts, whole).split("\n")[0]}`,
  );
}

/** The results of a search in the project. */
export function searchIn(text: string, query: string, most = 100): string[] {
  return searchSymbols(fixture(text).project, query, most).map(({ kind, name }) => `${kind} ${name}`);
}

function at(text: string) {
  const made = fixture(text);
  if (!made.cursor) throw new Error("the fixture has no $0");
  return { ...made, cursor: made.cursor };
}

function nameAt(texts: ReadonlyMap<string, string>, { file, start, end }: Place): string {
  return texts.get(file)?.slice(start, end) ?? "";
}

function shown(texts: ReadonlyMap<string, string>, place: Place): string {
  const text = texts.get(place.file) ?? "";
  const from = text.lastIndexOf("\n", place.start - 1) + 1;
  const to = text.indexOf("\n", place.end);
  const line = `${text.slice(from, place.start)}«${text.slice(place.start, place.end)}»${text.slice(place.end, to < 0 ? undefined : to)}`;
  return `${place.file.replace("/project/", "")}: ${line.trim()}`;
}
