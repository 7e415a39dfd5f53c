// What mends two assets stored at one address: another schema for one of them, or another key.
import * as l10n from "@vscode/l10n";
import type { Fix } from "../../../runtime/contract/problem.js";
import type { ResolvedAsset } from "../model.js";
import type { Project } from "../project.js";
import { property } from "../value.js";
import { addProperty, optionEdit } from "./edits.js";
import { fix, quoted } from "./fix.js";
import { isShared } from "./fix-upstream.js";

/** A schema called like the beginning of the asset's key tells it apart where the other asset's begins otherwise. */
export function storeElsewhere(project: Project, asset: ResolvedAsset, other: string): Fix[] {
  if (isShared(project, asset)) return [];
  return [...anotherSchema(project, asset, other), ...anotherKey(project, asset)];
}

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

function anotherKey(project: Project, asset: ResolvedAsset): Fix[] {
  if (property(asset.options, "key")) return [];
  let number = 2;
  while (project.model().byKey.has(`${asset.key}_${number}`)) number++;
  const key = `${asset.key}_${number}`;
  return fix(l10n.t`Give it the key "${key}"`, [optionEdit(project, asset, `key: ${quoted(key)}`)]);
}
