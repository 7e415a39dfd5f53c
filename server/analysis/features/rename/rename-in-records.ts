// Renames the key of an asset in records that tests and scripts pass to `materialize`, where a property's name is the key.
import type { Place, TextEdit } from "../../../../runtime/contract/problem.js";
import type { ResolvedAsset } from "../../model.js";
import type { Project } from "../../project.js";
import { type AssetEntry, assetRecords } from "../../reader/asset-records.js";
import { importsOf } from "../../reader/editable-code.js";
import { isNamedByExport, lastPart } from "./named-asset.js";

export interface RecordEdits {
  /** The edits of names and keys, except for shorthand properties. */
  readonly edits: readonly TextEdit[];
  /** Shorthand properties whose name is the key. They are replaced with the new name alone. */
  readonly shorthands: readonly Place[];
}

/** Every property that is the asset, or that replaces it in a record with an asset that loads it. */
export function renameInRecords(project: Project, asset: ResolvedAsset, to: string): RecordEdits {
  const old = lastPart(asset.key);
  const edits: TextEdit[] = [];
  const shorthands: Place[] = [];
  for (const file of project.filesMentioning(old)) {
    const text = project.files.read(file) ?? "";
    const found = assetRecords(file, text);
    if (!found) continue;
    const locals = localsOf(project, asset, file, text);
    let isGiven = found.takesModule;
    for (const record of found.records) {
      const isMeant = ({ value }: AssetEntry) => value !== null && (locals.own.has(value) || locals.consumers.has(value));
      if (!found.takesModule && !record.some(isMeant)) continue;
      isGiven = true;
      if (record.some(({ name }) => name === lastPart(to))) continue;
      for (const entry of record) {
        const place = { file, ...entry.span };
        if (entry.name !== old) continue;
        if (!entry.shorthand) edits.push({ place, text: newName(text, place, lastPart(to)) });
        else if (locals.own.has(old)) shorthands.push(place);
        // A replacement value with the old name keeps its name.
        else edits.push({ place, text: `${lastPart(to)}: ${old}` });
      }
    }
    if (!isGiven) continue;
    for (const { key, span } of found.keys)
      if (key === asset.key) edits.push({ place: { file, start: span.start + 1, end: span.end - 1 }, text: to });
  }
  return { edits, shorthands };
}

function newName(text: string, place: Place, name: string): string {
  const quote = /^["']/.exec(text.slice(place.start))?.[0] ?? "";
  return quote + name + quote;
}

/** The names of the asset in a file, and the names of the assets that load it. */
function localsOf(project: Project, asset: ResolvedAsset, file: string, text: string) {
  const imported = importsOf(file, text).flatMap(({ specifier, names }) => (specifier.startsWith(".") ? names : []));
  const named = (each: ResolvedAsset): string[] => {
    if (each.exportedAs === null) return [];
    // In its own file, the asset has the name of its declaration.
    if (each.place.file === file) return [each.exportedAs];
    return imported.filter((one) => one.imported === each.exportedAs).map(({ local }) => local);
  };
  const consumers = project.model().assets.filter(({ inputs, deps }) => {
    return inputs.some(({ upstream }) => upstream === asset.key) || deps.some(({ key }) => key === asset.key);
  });
  return { own: new Set(isNamedByExport(project, asset) ? named(asset) : []), consumers: new Set(consumers.flatMap(named)) };
}
