// Chooses the manager of each asset from the asset's key, metadata, tags or group.
import type { AssetKey } from "../../sdk/asset-key.js";
import { type DescribeContext, type IOManager, isIOManager, type OutputContext } from "../../sdk/io-manager.js";
import { RoutingIOManager } from "./routing-manager.js";

/** The properties of an asset that a route may use. */
export interface RoutedAsset {
  readonly assetKey: AssetKey;
  /** The asset's own metadata, also when the asset is loaded. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly group: string;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * How the backend of an asset is found: by an entry of its metadata or tags, by its group, by the beginning of its key (whole parts; the
 * longest match counts), or by a function.
 */
export type BackendRoute =
  | { readonly metadata: string }
  | { readonly tag: string }
  | { readonly group: Readonly<Record<string, string>> }
  | { readonly keyPrefix: Readonly<Record<string, string>> }
  | ((asset: RoutedAsset) => string | undefined);

export interface MultiBackendIOManagerOptions {
  readonly backends: Readonly<Record<string, IOManager>>;
  readonly route: BackendRoute;
  /** The backend of assets for which the route returns none. Without it, such an asset is an error. */
  readonly otherwise?: string;
}

/**
 * Chooses the manager by the asset. The record contains the backend, so a value is loaded from where it was stored, even after a change.
 */
export class MultiBackendIOManager extends RoutingIOManager {
  readonly #route: (asset: RoutedAsset) => string | undefined;
  readonly #backends: readonly string[];
  readonly #otherwise: string | undefined;

  constructor(options: MultiBackendIOManagerOptions) {
    const backends = Object.entries(options?.backends ?? {});
    if (backends.length === 0)
      throw new TypeError("MultiBackendIOManager needs backends. Write new MultiBackendIOManager({ backends: { files: … }, route: … }).");
    for (const [name, manager] of backends)
      if (!isIOManager(manager))
        throw new TypeError(`MultiBackendIOManager has the backend "${name}", which is not an I/O manager. Give an I/O manager.`);
    super(new Map(backends));
    this.#backends = backends.map(([name]) => name);
    this.#route = routeFunction(options.route);
    this.#otherwise = options.otherwise;
    for (const name of [...targetsOf(options.route), ...(options.otherwise === undefined ? [] : [options.otherwise])])
      if (!this.#backends.includes(name)) throw new TypeError(this.#unknown(name));
  }

  protected override routeOf(context: OutputContext): string {
    return this.#backendOf(context);
  }

  protected override routeWithoutValue(context: DescribeContext): string | null {
    return this.#backendOf(context);
  }

  #backendOf({ assetKey, metadata, group, tags }: RoutedAsset): string {
    const named = this.#route({ assetKey, metadata, group, tags }) ?? this.#otherwise;
    if (named === undefined)
      throw new Error(
        `${assetKey} has no backend: the route returned none. Return one of ${this.#backends.join(", ")}, or give MultiBackendIOManager an otherwise.`,
      );
    if (!this.#backends.includes(named)) throw new Error(`${assetKey}: ${this.#unknown(named)}`);
    return named;
  }

  #unknown(name: string): string {
    return `MultiBackendIOManager has no backend "${name}". It has ${this.#backends.join(", ")}. Name one of these, or add it.`;
  }
}

function routeFunction(route: BackendRoute): (asset: RoutedAsset) => string | undefined {
  if (typeof route === "function") return route;
  if (route !== undefined && "metadata" in route) return ({ metadata }) => text(metadata, route.metadata);
  if (route !== undefined && "tag" in route) return ({ tags }) => text(tags, route.tag);
  if (route !== undefined && "group" in route) return ({ group }) => text(route.group, group);
  if (route !== undefined && "keyPrefix" in route) return ({ assetKey }) => byPrefix(route.keyPrefix, assetKey);
  throw new TypeError(
    'MultiBackendIOManager needs a route: { metadata: "backend" }, { tag: "backend" }, { group: { … } }, { keyPrefix: { … } } or a function.',
  );
}

function targetsOf(route: BackendRoute): readonly string[] {
  if (typeof route === "function") return [];
  return "group" in route ? Object.values(route.group) : "keyPrefix" in route ? Object.values(route.keyPrefix) : [];
}

function text(entries: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
  const isTyped = typeof entry === "object" && entry !== null && "type" in entry && "value" in entry;
  const value = isTyped ? entry.value : entry;
  return value === undefined || value === null ? undefined : String(value);
}

function byPrefix(prefixes: Readonly<Record<string, string>>, { path }: AssetKey): string | undefined {
  for (let length = path.length; length > 0; length--) {
    const found = text(prefixes, path.slice(0, length).join("/"));
    if (found !== undefined) return found;
  }
  return undefined;
}
