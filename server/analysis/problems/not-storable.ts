// not-storable: the manager cannot store the value that an asset returns, as far as its type is certain.
import * as l10n from "@vscode/l10n";
import { isFormat, ROW_FORMATS } from "../../../runtime/contract/row-formats.js";
import { didYouMean, nearest } from "../../../runtime/planning/index.js";
import { partitionStorage } from "../managers.js";
import type { ResolvedAsset } from "../model.js";
import type { Project } from "../project.js";
import { property } from "../value.js";
import { defineProblem, type Finding } from "./finding/problem-kind.js";

interface Data {
  readonly assetKey: string;
}

export const notStorable = defineProblem<Data>({
  code: "not-storable",
  severity: "error",
  title: () => l10n.t("The I/O manager cannot store what the asset returns."),
  find: { stored: unstorable },
  placeNow: ({ place }) => place,
});

/** Unknown managers are not checked, nor are other reasons for which a run would refuse the value. */
function unstorable(asset: ResolvedAsset, project: Project): Finding<Data>[] {
  const { manager } = asset.storage;
  if (manager === null || asset.returnsNothing || !asset.declaration?.fn) return [];
  const byPartition = asset.partitions.kind === "known" && isSeveral(asset) && partitionStorage(manager) === "apart";
  const as = manager.kind === "duckdb" || manager.kind === "table" ? "rows" : "files";
  const stores = manager.kind === "filesystem" || manager.kind === "files" || as === "rows";
  // The memory manager stores any value.
  if (!stores && !(manager.kind === "memory" && byPartition)) return [];
  const asked = stores && as === "files" ? property(property(asset.options, "metadata"), "format") : undefined;
  // The format is known only when the code is executed.
  if (asked !== undefined && asked.kind !== "literal") return [];
  if (asked !== undefined && !isFormat(asked.value)) return [unknownFormat(asset, String(asked.value))];
  const relations = manager.kind === "duckdb" || manager.kind === "memory";
  const fault = project.types().unstorable(asset, { as: !stores ? "anything" : asked === undefined ? as : "rows", relations, byPartition });
  if (fault === null) return [];
  const { path, what, remedy, declared } = fault;
  const message = l10n.t`"${asset.key}" cannot be stored: ${path === "" ? l10n.t("the value") : path} is ${what}. ${remedy}`;
  const related = declared === null ? [] : [{ message: l10n.t`${path} is declared here`, place: declared }];
  return [{ place: asset.place, message, related, data: { assetKey: asset.key } }];
}

/** Whether one call certainly materializes several partitions. */
function isSeveral({ backfill }: ResolvedAsset): boolean {
  return backfill === "some" || backfill === "once";
}

function unknownFormat(asset: ResolvedAsset, format: string): Finding<Data> {
  const known = l10n.t`Known: ${ROW_FORMATS.join(", ")}.`;
  const message = `${l10n.t`"${asset.key}" cannot be stored: metadata.format is "${format}", which is not a file format.`}${didYouMean(nearest(format, ROW_FORMATS))} ${known}`;
  return { place: asset.place, message, data: { assetKey: asset.key } };
}
