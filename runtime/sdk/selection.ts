// Selects the assets of a job: a value that converts to Dagster's selection grammar.

import { type AnyAsset, definitionOf } from "./asset.js";
import { AssetKey, type AssetKeyInput } from "./asset-key.js";

/** Returns the key of an asset object; available after the Definitions are resolved. */
export type NameAsset = (asset: AnyAsset) => string | undefined;

/** Describes a set of assets: a selection, its text in Dagster's grammar, an asset, or a list of these. */
export type SelectionInput = AssetSelection | string | AnyAsset | readonly (AssetSelection | string | AnyAsset)[];

/** A set of assets, described instead of listed. */
export class AssetSelection {
  private readonly write: (name: NameAsset) => string;

  private constructor(write: (name: NameAsset) => string) {
    this.write = write;
  }

  /** Throws for a value that does not describe assets. */
  static from(selection: SelectionInput): AssetSelection {
    if (selection instanceof AssetSelection) return selection;
    if (typeof selection === "string") return new AssetSelection(() => selection);
    if (definitionOf(selection) !== undefined) return AssetSelection.assets(selection as AnyAsset);
    if (!Array.isArray(selection)) throw new TypeError("a selection must be an AssetSelection, a string, an asset or a list of these.");
    const all = (selection as readonly (AssetSelection | string | AnyAsset)[]).map((each) => AssetSelection.from(each));
    return new AssetSelection((name) => union(all.map((each) => each.write(name))));
  }

  static all(): AssetSelection {
    return new AssetSelection(() => "*");
  }

  /** Single assets, as objects or by key. */
  static assets(...assets: readonly (AnyAsset | AssetKeyInput)[]): AssetSelection {
    return new AssetSelection((name) => union(assets.map((asset) => `key:${quote(keyOf(asset, name))}`)));
  }

  static keys(...keys: readonly AssetKeyInput[]): AssetSelection {
    return AssetSelection.assets(...keys);
  }

  static groups(...groups: readonly string[]): AssetSelection {
    return new AssetSelection(() => union(groups.map((group) => `group:${quote(group)}`)));
  }

  static tag(key: string, value?: string): AssetSelection {
    return new AssetSelection(() => (value === undefined ? `tag:${quote(key)}` : `tag:${quote(key)}=${quote(value)}`));
  }

  static keyPrefixes(...prefixes: readonly AssetKeyInput[]): AssetSelection {
    return new AssetSelection(() => union(prefixes.map((prefix) => `key:${quote(`${AssetKey.from(prefix)}/*`)}`)));
  }

  /** These assets and their upstream assets, `depth` levels up (all levels by default). */
  upstream(depth?: number): AssetSelection {
    return new AssetSelection((name) => `${level(depth)}+(${this.write(name)})`);
  }

  /** These assets and their downstream assets, `depth` levels down (all levels by default). */
  downstream(depth?: number): AssetSelection {
    return new AssetSelection((name) => `(${this.write(name)})+${level(depth)}`);
  }

  /** The assets of this selection that have no asset of it upstream. */
  roots(): AssetSelection {
    return new AssetSelection((name) => `roots(${this.write(name)})`);
  }

  /** The assets of this selection that have no asset of it downstream. */
  sinks(): AssetSelection {
    return new AssetSelection((name) => `sinks(${this.write(name)})`);
  }

  and(other: AssetSelection): AssetSelection {
    return new AssetSelection((name) => `(${this.write(name)}) and (${other.write(name)})`);
  }

  or(other: AssetSelection): AssetSelection {
    return new AssetSelection((name) => `(${this.write(name)}) or (${other.write(name)})`);
  }

  subtract(other: AssetSelection): AssetSelection {
    return new AssetSelection((name) => `(${this.write(name)}) and not (${other.write(name)})`);
  }

  /** The selection in Dagster's grammar. Asset objects are written by key, so they need a key, or `name`. */
  toString(name: NameAsset = () => undefined): string {
    return this.write(name);
  }
}

function union(clauses: readonly string[]): string {
  if (clauses.length === 0) throw new TypeError("the asset selection is empty. Name at least one asset, or use AssetSelection.all().");
  return clauses.join(" or ");
}

function keyOf(asset: AnyAsset | AssetKeyInput, name: NameAsset): string {
  const definition = definitionOf(asset);
  if (definition === undefined) return AssetKey.from(asset as AssetKeyInput).toString();
  const known =
    name(asset as AnyAsset) ?? (definition.options.key === undefined ? undefined : AssetKey.from(definition.options.key).toString());
  if (known !== undefined) return known;
  throw new Error("the selection names an asset whose key is unknown. Add the asset to the Definitions, or select it by key.");
}

function quote(text: string): string {
  if (/["\\]/.test(text))
    throw new TypeError(
      `a selection cannot name ${JSON.stringify(text)}: the grammar does not allow quotes or backslashes in names. Rename it.`,
    );
  return `"${text}"`;
}

function level(depth: number | undefined): string {
  if (depth === undefined) return "";
  if (!Number.isInteger(depth) || depth < 1)
    throw new TypeError(`the depth is ${depth}; it must be a whole number from 1. Leave it out for all levels.`);
  return String(depth);
}
