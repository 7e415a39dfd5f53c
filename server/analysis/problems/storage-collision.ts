// storage-collision: assets of different keys would be stored at one address, so that one would replace the other.
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
  /** Another asset at the address. */
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

/** Told at every party. What others produce may lie anywhere: externals are never one. */
function collisions({ assets, source }: Wired): Finding<Data>[] {
  const byAddress = new Map<string, { readonly shown: string; readonly parties: ResolvedAsset[] }>();
  for (const asset of namesakes(assets)) {
    const address = storedAt(asset, source.dir);
    if (address === null) continue;
    const known = byAddress.get(address.identity);
    if (known) known.parties.push(asset);
    else byAddress.set(address.identity, { shown: address.shown, parties: [asset] });
  }
  return [...byAddress.values()].flatMap(({ shown, parties }) => (parties.length < 2 ? [] : told(shown, parties)));
}

/** Every address ends with the last part of the key, so all others need not be worked out at each keystroke. */
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
  /** Alike where the store cannot tell two apart. */
  readonly identity: string;
  readonly shown: string;
}

/** Null if only executing the code can tell. Files and DuckDB may not tell names apart by case; object stores and servers do. */
function storedAt(asset: ResolvedAsset, dir: string): Address | null {
  const { key, storage, schema } = asset;
  const { manager } = storage;
  if (manager === null) return null;
  if (manager.kind === "duckdb" || manager.kind === "table") {
    if (manager.schema === null || !knowsSchema(asset)) return null;
    const table = `${tableSchema(key, schema, manager.schema, manager.kind === "duckdb" ? "main" : "public")}.${tableName(key)}`;
    const address = addressOf(manager, key, schema, undefined);
    if (address !== null) return { identity: `duckdb ${onePath(dir, address)}`, shown: address };
    // Which server it is nobody can read, but it is one for all that say this key.
    if (storage.key === null) return null;
    const identity = manager.kind === "duckdb" ? table.toLowerCase() : table;
    return { identity: `resource ${storage.key} ${identity}`, shown: l10n.t`the table ${table} of "${storage.key}"` };
  }
  const address = addressOf(manager, key, schema, undefined);
  if (address === null) return null;
  if (manager.kind === "files") return { identity: address, shown: address };
  return { identity: `file ${onePath(dir, address)}`, shown: address };
}

/** Alike for all ways to write a path, where the disk ignores case and how letters are composed, too. */
function onePath(dir: string, address: string): string {
  return resolvePath(dir, address).normalize("NFC").toLowerCase();
}

/** The schema an asset asks for can be read, or is surely not there. */
function knowsSchema({ options, schema }: ResolvedAsset): boolean {
  return schema !== undefined || property(property(options, "metadata"), "schema") === undefined;
}

function told(shown: string, parties: readonly ResolvedAsset[]): Finding<Data>[] {
  return parties.flatMap((asset) => {
    // Two of one key are told already.
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

/** A schema called like the beginning of the asset's key tells it apart where the other asset's begins otherwise. */
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
