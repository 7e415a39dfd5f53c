// Matches assets that were read with assets that executing the code reported, by call site, so that no asset is listed twice.
import type { DescribedAsset, DescribedProject } from "../../runtime/contract/worker.js";
import type { ExternalDeclaration, ReadDefinitions } from "./definitions.js";
import type { SiteFact } from "./facts.js";
import { resolvePath } from "./file-access.js";
import { groupBy } from "./group-by.js";
import { type AssetName, nameAsset } from "./names.js";
import type { AssetDeclaration } from "./value.js";
import { filledOptions } from "./values/described.js";
import type { NamedAsset, WiringSource } from "./wiring-source.js";

export interface Joined {
  readonly named: readonly JoinedAsset[];
  readonly externals: readonly ExternalDeclaration[];
  /** Assets that no call in the project's text creates, for example those of a compiled package. */
  readonly withoutSite: readonly DescribedAsset[];
}

export interface JoinedAsset extends NamedAsset {
  /** Set if executing the code reported the asset. */
  readonly described: DescribedAsset | null;
  /** The asset was found only by executing the code. */
  readonly isOnlyDescribed: boolean;
}

/** The assets that were read, if executing the code reported nothing. */
export function notJoined(read: ReadDefinitions, source: WiringSource): Joined {
  const named = read.declarations.map((declaration) => ({
    declaration,
    name: nameAsset(declaration, source),
    described: null,
    isOnlyDescribed: false,
  }));
  return { named, externals: read.externals, withoutSite: [] };
}

/**
 * `current`: the description is of the project as it is now, so an asset that is not in it does not exist. Otherwise assets that were
 * read since are kept as well.
 */
export function join(read: ReadDefinitions, described: DescribedProject, current: boolean, source: WiringSource): Joined {
  const free = new Set(read.declarations.map((declaration) => ({ declaration, name: nameAsset(declaration, source) })));
  const bySite = groupBy(free, ({ declaration: { site } }) => siteId(site.file, site.start));
  const byKey = groupBy(free, ({ name }) => name.key);
  const named: JoinedAsset[] = [];
  const withoutSite: DescribedAsset[] = [];
  for (const asset of described.assets.filter(({ external }) => !external)) {
    const site = siteOf(asset, source);
    const here = (site ? bySite.get(siteId(site.file, site.fact.span.start)) : byKey.get(asset.key)) ?? [];
    const found = matching(
      asset.key,
      here.filter((each) => free.has(each)),
    );
    const declaration = found || !site ? null : declaredAt(site, source);
    if (found) {
      free.delete(found);
      named.push(joinedAsset(found, asset, false));
    } else if (declaration) named.push(joinedAsset({ declaration, name: nameAsset(declaration, source) }, asset, true));
    // In an edited file, the site may have moved. What was read is used until the code is executed again.
    else if (asset.site === null) withoutSite.push(asset);
  }
  const left = current ? [] : [...free].map((each) => ({ ...each, described: null, isOnlyDescribed: false }));
  return { named: [...named, ...left], externals: externalsOf(read, described), withoutSite };
}

const siteId = (file: string, start: number): string => `${file}:${start}`;

/** The declaration that was read for a loaded asset: one with its key, or one whose key is known only when the code is executed. */
function matching(key: string, here: readonly NamedAsset[]): NamedAsset | undefined {
  const open = here.filter(({ name }) => name.open);
  const ofName = open.find(({ name }) => name.exportedAs !== null && key.split("/").at(-1) === name.exportedAs);
  return here.find(({ name }) => name.key === key) ?? ofName ?? open[0];
}

const told = new WeakMap<AssetDeclaration, WeakMap<DescribedAsset, JoinedAsset>>();

/** Creates one object for each pair, so that caches by object identity work. */
function joinedAsset({ declaration, name }: NamedAsset, asset: DescribedAsset, isOnlyDescribed: boolean): JoinedAsset {
  const known = told.get(declaration)?.get(asset);
  if (known) return known;
  const { key } = asset;
  const fullName: AssetName = { ...name, key, open: false, prefix: key.split("/").slice(0, -1), invalid: null };
  const options = filledOptions(declaration.options, asset, declaration.place);
  const made = { declaration: { ...declaration, options }, name: fullName, described: asset, isOnlyDescribed };
  told.set(declaration, (told.get(declaration) ?? new WeakMap()).set(asset, made));
  return made;
}

interface Site {
  readonly file: string;
  readonly fact: SiteFact;
}

/** The call in the current text. */
export function siteOf({ site }: Pick<DescribedAsset, "site">, { dir, facts }: WiringSource): Site | null {
  if (site === null) return null;
  const file = resolvePath(dir, site.file);
  const fact = facts(file)?.sites[site.index];
  return fact ? { file, fact } : null;
}

const declared = new WeakMap<SiteFact, AssetDeclaration | null>();

function declaredAt({ file, fact }: Site, { evaluator }: WiringSource): AssetDeclaration | null {
  const known = declared.get(fact);
  const declaration = known === undefined ? evaluator.site(file, fact) : known;
  declared.set(fact, declaration);
  return declaration;
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
