// The names of a project for outlines and for search: assets, resources, jobs and schedules.
import * as l10n from "@vscode/l10n";
import type { Place } from "../../../../runtime/contract/problem.js";
import { jobsOf, schedulesOf } from "../../jobs.js";
import type { ResolvedAsset } from "../../model.js";
import type { Project } from "../../project.js";
import type { Value } from "../../value.js";

export interface ProjectSymbol {
  readonly name: string;
  readonly kind: "asset" | "external" | "resource" | "job" | "schedule";
  readonly detail: string;
  /** The whole declaration, which contains `place`. */
  readonly whole: Place;
  readonly place: Place;
}

/** The declarations of a file, in text order. */
export function fileSymbols(project: Project, file: string): ProjectSymbol[] {
  return symbolsOf(project)
    .filter(({ place }) => place.file === file)
    .sort((a, b) => a.place.start - b.place.start);
}

/** Symbols whose names contain the characters of the query in order, the best match first, at most `most`. */
export function searchSymbols(project: Project, query: string, most: number): ProjectSymbol[] {
  return symbolsOf(project)
    .map((symbol) => ({ symbol, rank: rankOf(symbol.name.toLowerCase(), query.toLowerCase()) }))
    .filter(({ rank }) => rank !== null)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    .slice(0, most)
    .map(({ symbol }) => symbol);
}

/**
 * 0 for the name itself or its last part, then names that start with the query, contain it, or contain its characters. Null for the rest.
 */
function rankOf(name: string, query: string): number | null {
  const last = name.slice(name.lastIndexOf("/") + 1);
  if (name === query || last === query) return 0;
  if (last.startsWith(query) || name.startsWith(query)) return 1;
  if (name.includes(query)) return 2;
  let from = 0;
  for (const character of query) {
    const at = name.indexOf(character, from);
    if (at < 0) return null;
    from = at + 1;
  }
  return 3;
}

function symbolsOf(project: Project): ProjectSymbol[] {
  const model = project.model();
  const jobs = jobsOf(model).flatMap(({ name, nameValue, selection }) => named("job", name, nameValue, detailOf(selection)));
  const schedules = schedulesOf(model).flatMap(({ name, value }) => named("schedule", name, value, ""));
  const resources = [...model.resources.byKey.values()].map(
    ({ key, manager, place }): ProjectSymbol => ({
      name: key,
      kind: "resource",
      detail: manager.className ?? l10n.t("resource"),
      whole: place,
      place,
    }),
  );
  const unique = new Map(jobs.map((job) => [job.name, job]));
  return [...model.assets.map(assetSymbol), ...resources, ...unique.values(), ...schedules];
}

function assetSymbol(asset: ResolvedAsset): ProjectSymbol {
  const { key, place, group, declaration } = asset;
  const around = declaration?.place.file === place.file ? declaration.place : place;
  const whole = { file: place.file, start: Math.min(place.start, around.start), end: Math.max(place.end, around.end) };
  // Only the annotated type is used, because an outline must not wait for TypeScript.
  const type = declaration?.fn?.fact.returnType ?? null;
  const detail = `${group}${type === null ? "" : ` · ${type.replace(/\s+/g, " ")}`}`;
  return { name: key, kind: asset.external ? "external" : "asset", detail, whole, place };
}

function named(kind: "job" | "schedule", name: string | null, value: Value | undefined, detail: string): ProjectSymbol[] {
  if (name === null || !value) return [];
  const place = value.kind === "literal" ? value.written : value.place;
  return [{ name, kind, detail, whole: place, place }];
}

function detailOf(selection: Value | undefined): string {
  return selection?.kind === "literal" ? String(selection.value) : "";
}
