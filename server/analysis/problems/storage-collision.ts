// storage-collision: assets with different keys would be stored at the same address, so that one would replace the other.
import * as l10n from "@vscode/l10n";
import { tableName, tableSchema } from "../../../runtime/contract/address.js";
import type { Fix } from "../../../runtime/contract/problem.js";
import { addProperty, optionEdit } from "../features/edits.js";
import { fix, quoted } from "../features/fix.js";
import { resolvePath } from "../file-access.js";
import { addressOf } from "../managers.js";
import type { ResolvedAsset } from "../model.js";
import type { Project } from "../project.js";
import { property } from "../value.js";
import type { Wired } from "./finding/problem.js";
import { defineProblem, type Finding } from "./finding/problem-kind.js";
import { anotherKey } from "./fixing/another-key.js";
import { isShared } from "./fixing/shared-function.js";

interface Data {
  readonly assetKey: string;
  /** Another asset with the same address. */
  readonly name: string;
}

export const storageCollision = defineProblem<Data>({
  code: "storage-collision",
  severity: "error",
  title: () => l10n.t("Two assets are stored at the same address."),
  find: { graph: collisions },
  fixes(project, { data }) {
    const asset = project.model().byKey.get(data.assetKey);
    if (!asset || isShared(project, asset)) return [];
    return [...anotherSchema(project, asset, data.name), ...anotherKey(project, asset)];
  },
});

/** Reported at each of the assets. External assets are left out, because they may be stored anywhere. */
function collisions({ assets, source }: Wired): Finding<Data>[] {
  const byAddress = new Map<string, { readonly shown: string; readonly parties: ResolvedAsset[] }>();
  for (const asset of namesakes(assets)) {
    const address = storedAt(asset, source.dir);
    if (address === null) continue;
    const known = byAddress.get(address.identity);
    if (known) known.parties.push(asset);
    else byAddress.set(address.identity, { shown: address.shown, parties: [asset] });
  }
  return [...byAddress.values()].flatMap(({ shown, parties }) => (parties.length < 2 ? [] : collisionFindings(shown, parties)));
}

/** Groups assets by the last part of the key. Every address ends with it, so other addresses need not be computed at each keystroke. */
function namesakes(assets: readonly ResolvedAsset[]): ResolvedAsset[] {
  const byName = new Map<string, ResolvedAsset[]>();
  for (const asset of assets) {
    if (asset.external || asset.returnsNothing) continue;
    const name = tableName(asset.key).toLowerCase();
    const known = byName.get(name);
    if (known) known.push(asset);
    else byName.set(name, [asset]);
  }
  return [...byName.values()].filter((same) => same.length > 1).flat();
}

interface Address {
  /** Equal if the store cannot distinguish two addresses. */
  readonly identity: string;
  readonly shown: string;
}

/** Null if it is known only when the code is executed. Files and DuckDB may ignore case. Object stores and servers do not. */
function storedAt(asset: ResolvedAsset, dir: string): Address | null {
  const { key, storage, schema } = asset;
  const { manager } = storage;
  if (manager === null) return null;
  if (manager.kind === "duckdb" || manager.kind === "table") {
    if (manager.schema === null || !knowsSchema(asset)) return null;
    const table = `${tableSchema(key, schema, manager.schema, manager.kind === "duckdb" ? "main" : "public")}.${tableName(key)}`;
    const address = addressOf(manager, key, schema, undefined);
    if (address !== null) return { identity: `duckdb ${onePath(dir, address)}`, shown: address };
    // The server is unknown, but it is the same for all assets with this manager key.
    if (storage.key === null) return null;
    const identity = manager.kind === "duckdb" ? table.toLowerCase() : table;
    return { identity: `resource ${storage.key} ${identity}`, shown: l10n.t`the table ${table} of "${storage.key}"` };
  }
  const address = addressOf(manager, key, schema, undefined);
  if (address === null) return null;
  if (manager.kind === "files") return { identity: address, shown: address };
  return { identity: `file ${onePath(dir, address)}`, shown: address };
}

/** Equal for all spellings of a path, also on a disk that ignores case and Unicode composition. */
function onePath(dir: string, address: string): string {
  return resolvePath(dir, address).normalize("NFC").toLowerCase();
}

/** The asset's schema is known, or it certainly has none. */
function knowsSchema({ options, schema }: ResolvedAsset): boolean {
  return schema !== undefined || property(property(options, "metadata"), "schema") === undefined;
}

function collisionFindings(shown: string, parties: readonly ResolvedAsset[]): Finding<Data>[] {
  return parties.flatMap((asset) => {
    // Assets with the same key have another problem, duplicate-asset-key.
    const others = parties.filter(({ key }) => key !== asset.key);
    const [first] = others;
    if (first === undefined) return [];
    const more = others.length - 1;
    const message =
      more === 0
        ? l10n.t`"${asset.key}" is stored where "${first.key}" is: ${shown}. One would replace the other. ${remedy(asset)}`
        : l10n.t`"${asset.key}" is stored where "${first.key}" and ${more} more is: ${shown}. One would replace the other. ${remedy(asset)}`;
    const related = others.slice(0, 20).map((other) => ({ message: l10n.t`"${other.key}" is stored there too`, place: other.place }));
    return [{ place: asset.place, message, related, data: { assetKey: asset.key, name: first.key } }];
  });
}

function remedy({ storage }: ResolvedAsset): string {
  const isTable = storage.manager?.kind === "duckdb" || storage.manager?.kind === "table";
  return isTable
    ? l10n.t("Give one of them another schema in its `metadata`, or another key.")
    : l10n.t("Give one of them another key, or another I/O manager.");
}

/** Offers a schema named like the first part of the asset's key, if the first part of the other asset's key differs. */
function anotherSchema(project: Project, asset: ResolvedAsset, other: string): Fix[] {
  const kind = asset.storage.manager?.kind;
  const schema = asset.key.split("/").at(-2);
  if ((kind !== "duckdb" && kind !== "table") || schema === undefined || schema === other.split("/").at(-2)) return [];
  const metadata = property(asset.options, "metadata");
  if (metadata !== undefined && (metadata.kind !== "object" || metadata.properties.has("schema"))) return [];
  const entry = `schema: ${quoted(schema)}`;
  const edit = metadata ? addProperty(project, metadata, entry) : optionEdit(project, asset, `metadata: { ${entry} }`);
  return fix(l10n.t`Store it in the schema "${schema}"`, [edit], true);
}
