// Joins what was read with what running told, call site by call site, so that no asset stands twice.
import type { DescribedAsset, DescribedProject } from "../../runtime/contract/worker.js";
import type { ExternalDeclaration, ReadDefinitions } from "./definitions.js";
import { resolvePath } from "./file-access.js";
import { type AssetName, nameAsset } from "./names.js";
import { type AssetDeclaration, declarationId } from "./value.js";
import { filledOptions } from "./values/described.js";
import type { NamedAsset, WiringSource } from "./wiring-source.js";

export interface Joined {
  readonly named: readonly JoinedAsset[];
  readonly externals: readonly ExternalDeclaration[];
  /** Assets that were made by no call in the project's text: by a compiled package, say. */
  readonly withoutSite: readonly DescribedAsset[];
}

export interface JoinedAsset extends NamedAsset {
  /** Set where running told something of it. */
  readonly described: DescribedAsset | null;
  /** Reading alone does not list it. */
  readonly isOnlyTold: boolean;
}

/** What was read alone, where nothing was told. */
export function notJoined(read: ReadDefinitions, source: WiringSource): Joined {
  const named = read.declarations.map((declaration) => ({
    declaration,
    name: nameAsset(declaration, source),
    described: null,
    isOnlyTold: false,
  }));
  return { named, externals: read.externals, withoutSite: [] };
}

/**
 * `current`: the project is the one that was described, so that what it does not have does not exist.
 * Otherwise what was read since is kept beside it.
 */
export function join(read: ReadDefinitions, described: DescribedProject, current: boolean, source: WiringSource): Joined {
  const free = new Map(
    read.declarations.map((declaration) => [declarationId(declaration), { declaration, name: nameAsset(declaration, source) }]),
  );
  const named: JoinedAsset[] = [];
  const withoutSite: DescribedAsset[] = [];
  for (const asset of described.assets.filter(({ external }) => !external)) {
    const found = matching(asset, [...free.values()], source);
    if (found) {
      free.delete(declarationId(found.declaration));
      named.push(toldOf(found, asset, false));
      continue;
    }
    const declaration = siteOf(asset, source);
    // A site whose file was edited may stand elsewhere: what is read counts until running tells again.
    if (declaration) named.push(toldOf({ declaration, name: nameAsset(declaration, source) }, asset, true));
    else if (asset.site === null) withoutSite.push(asset);
  }
  const left = current ? [] : [...free.values()].map((each) => ({ ...each, described: null, isOnlyTold: false }));
  return { named: [...named, ...left], externals: externalsOf(read, described), withoutSite };
}

/** The declaration that was read of an asset that runs: of its site and its key, or of a key that only running can tell. */
function matching(asset: DescribedAsset, declarations: readonly NamedAsset[], source: WiringSource): NamedAsset | undefined {
  const { site, key } = asset;
  if (site === null) return declarations.find(({ name }) => name.key === key);
  const place = placeOfSite(asset, source);
  if (place === null) return declarations.find(({ name }) => name.key === key);
  const here = declarations.filter(({ declaration }) => declaration.site.file === place.file && declaration.site.start === place.start);
  const open = here.filter(({ name }) => name.open);
  const ofName = open.filter(({ name }) => name.exportedAs !== null && key.split("/").at(-1) === name.exportedAs);
  return here.find(({ name }) => name.key === key) ?? ofName[0] ?? open[0];
}

const told = new WeakMap<AssetDeclaration, WeakMap<DescribedAsset, JoinedAsset>>();

/** One object for each pair, so that what was worked out of it is found again. */
function toldOf({ declaration, name }: NamedAsset, asset: DescribedAsset, isOnlyTold: boolean): JoinedAsset {
  const known = told.get(declaration)?.get(asset);
  if (known) return known;
  const { key } = asset;
  const fullName: AssetName = { ...name, key, open: false, prefix: key.split("/").slice(0, -1), invalid: null };
  const options = filledOptions(declaration.options, asset, declaration.place);
  const made = { declaration: { ...declaration, options, unread: null }, name: fullName, described: asset, isOnlyTold };
  told.set(declaration, (told.get(declaration) ?? new WeakMap()).set(asset, made));
  return made;
}

function placeOfSite({ site }: DescribedAsset, { dir, facts }: WiringSource): { file: string; start: number } | null {
  if (site === null) return null;
  const file = resolvePath(dir, site.file);
  const span = facts(file)?.sites[site.index]?.span;
  return span ? { file, start: span.start } : null;
}

const declared = new WeakMap<object, AssetDeclaration | null>();

function siteOf({ site }: DescribedAsset, { dir, facts, evaluator }: WiringSource): AssetDeclaration | null {
  const file = site === null ? "" : resolvePath(dir, site.file);
  const fact = site === null ? undefined : facts(file)?.sites[site.index];
  if (fact === undefined) return null;
  const known = declared.has(fact) ? declared.get(fact) : evaluator.site(file, fact);
  declared.set(fact, known ?? null);
  return known ?? null;
}

function externalsOf(read: ReadDefinitions, described: DescribedProject): ExternalDeclaration[] {
  const told = new Map(described.assets.flatMap((asset) => (asset.external ? [[asset.key, asset] as const] : [])));
  const known = read.externals.flatMap((external): ExternalDeclaration[] => {
    const asset = told.get(external.key ?? "");
    if (external.key === null) return [];
    told.delete(external.key);
    return [asset ? { ...external, options: filledOptions(external.options, asset, external.place) } : external];
  });
  const place = read.places?.assets?.place ?? read.place;
  const more = [...told.values()].map((asset) => ({ key: asset.key, options: filledOptions(null, asset, place), place }));
  return [...known, ...more];
}
