// Where an asset will be stored before it is materialized, if reading the code can tell.

import type { FileExtension } from "../../runtime/contract/asset.js";
import { isFormat } from "../../runtime/contract/row-formats.js";
import type { DescribedProject } from "../../runtime/contract/worker.js";
import { dimensionsOf } from "../../runtime/partitions/index.js";
import { specOf } from "../../runtime/planning/index.js";
import { addressOf } from "./managers.js";
import type { ResolvedAsset } from "./model.js";
import type { Types } from "./reader/types.js";
import type { Records } from "./records.js";
import { isUndefined, property, stringOf } from "./value.js";

/** What this needs from the project. */
interface Known {
  readonly records: Records;
  types(): Types;
  described(): DescribedProject | null;
}

/**
 * Where the manager would store the asset, regardless of what is stored now: from reading the code, else from executing it. Null if
 * unknown.
 */
export function expectedAddress(project: Known, asset: ResolvedAsset): string | null {
  return readAddress(project, asset) ?? completed(project, asset, project.described()?.storedAt[asset.key]) ?? null;
}

/**
 * Completes the address that a file manager reported before anything was stored. Partitions and the extension, which depends on the type,
 * follow it.
 */
function completed(project: Known, asset: ResolvedAsset, reported: string | null | undefined): string | null | undefined {
  if (reported == null || !isOfFiles(asset) || asset.external || isPlaceOpen(asset) || project.records.latest(asset.key)?.stored)
    return reported;
  return [reported, ...partitionOf(asset)].join("/") + (extensionOf(asset, project.types().output(asset)) ?? "");
}

function isOfFiles({ storage: { manager } }: ResolvedAsset): boolean {
  return manager?.kind === "filesystem" || manager?.kind === "files";
}

/** Placeholders for a partition in a path. */
function partitionOf(asset: ResolvedAsset): string[] {
  const spec = specOf(asset);
  return spec === null ? [] : dimensionsOf(spec).map(({ name }) => `${name}=<${name}>`);
}

function extensionOf(asset: ResolvedAsset, output: ReturnType<Types["output"]>): FileExtension | undefined {
  const format = stringOf(property(property(asset.options, "metadata"), "format"));
  return isFormat(format) ? `.${format}` : output?.extension;
}

/** The declared type decides the extension only if types are already loaded. */
function readAddress(project: Known, asset: ResolvedAsset): string | null {
  const { manager } = asset.storage;
  if (!manager || asset.returnsNothing || isPlaceOpen(asset)) return null;
  const partition = partitionOf(asset);
  if (asset.external || !isOfFiles(asset)) return addressOf(manager, asset.key, asset.schema, undefined, partition);
  const output = project.types().output(asset);
  if (output?.nothing) return null;
  return addressOf(manager, asset.key, asset.schema, extensionOf(asset, output), partition);
}

/** Whether the address depends on something besides the key and the manager that is known only when the code is executed. */
function isPlaceOpen({ open, options }: ResolvedAsset): boolean {
  const metadata = property(options, "metadata");
  const isOpen = (name: string) => {
    const entry = property(metadata, name);
    return !isUndefined(entry) && stringOf(entry) === null;
  };
  return open.includes("partitions") || isOpen("schema") || isOpen("format");
}

/** Whether an asset is stored at an address that reading the code does not reveal. */
export function hasUnknownAddress({ records }: Pick<Known, "records">, asset: ResolvedAsset): boolean {
  const { manager } = asset.storage;
  if (asset.returnsNothing || manager?.kind === "memory") return false;
  const isRead = manager !== null && !isPlaceOpen(asset) && addressOf(manager, asset.key, asset.schema, undefined) !== null;
  return !isRead && !records.latest(asset.key)?.stored;
}
