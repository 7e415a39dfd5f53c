// missing-partition-expr: a table contains all partitions of an asset, and no option says which rows belong to which partition.
import * as l10n from "@vscode/l10n";
import type { Fix } from "../../../runtime/contract/problem.js";
import { dimensionsOf } from "../../../runtime/partitions/index.js";
import { listedAnd, specOf } from "../../../runtime/planning/index.js";
import { addProperty, optionEdit, replaceAt } from "../features/edits.js";
import { fix, quoted } from "../features/fix.js";
import { partitionStorage } from "../managers.js";
import type { ResolvedAsset } from "../model.js";
import type { Project } from "../project.js";
import { property, type Value } from "../value.js";
import { defineProblem, type Finding } from "./finding/problem-kind.js";
import { isShared } from "./fixing/shared-function.js";

interface Data {
  readonly assetKey: string;
  /** A possible value of `partitionExpr`. */
  readonly name: string;
}

export const missingPartitionExpr = defineProblem<Data>({
  code: "missing-partition-expr",
  severity: "error",
  title: () => l10n.t("No option says which rows of a table belong to which partition."),
  find: { partitions: missingExpressions },
  fixes(project, { data }) {
    const asset = project.model().byKey.get(data.assetKey);
    return asset ? addPartitionExpr(project, asset) : [];
  },
});

/** One table contains all partitions, so an option must say which rows belong to which. */
function missingExpressions(asset: ResolvedAsset): Finding<Data>[] {
  const { partitions, storage } = asset;
  if (partitions.kind !== "known" || asset.returnsNothing || partitionStorage(storage.manager) !== "together") return [];
  const metadata = property(asset.options, "metadata");
  if (metadata !== undefined && metadata.kind !== "object") return [];
  const given = property(metadata, "partitionExpr");
  if (given === undefined && metadata?.kind === "object" && metadata.open) return [];
  const names = dimensionsOf(partitions.spec).map(({ name }) => name);
  const missing = missingDimensions(names, given);
  if (missing.length === 0) return [];
  const example = names.length === 1 ? `"${names[0]}"` : `{ ${names.map((name) => `${name}: "${name}"`).join(", ")} }`;
  const entry = `metadata: { partitionExpr: ${example} }`;
  const message =
    names.length === 1
      ? l10n.t(
          '"{0}" is stored in a table, but no option says which rows belong to a partition. Add `{1}`, the column that contains the partition.',
          asset.key,
          entry,
        )
      : l10n.t(
          '"{0}" is stored in a table, but no option says which rows belong to a partition of {1}. Add `{2}`, the column that contains the partition.',
          asset.key,
          listedAnd(missing),
          entry,
        );
  return [{ place: given?.place ?? partitions.place, message, data: { assetKey: asset.key, name: example } }];
}

/** The dimensions without an expression. Empty if they are known only when the code is executed. */
function missingDimensions(names: readonly string[], given: Value | undefined): readonly string[] {
  if (given === undefined) return names;
  if (given.kind === "literal") return names.length === 1 && typeof given.value === "string" ? [] : names;
  if (given.kind !== "object") return [];
  return given.open ? [] : names.filter((name) => !given.properties.has(name));
}

/** The column is guessed from the row's type: the first date for time windows, the column with the dimension's name for keys. */
function addPartitionExpr(project: Project, asset: ResolvedAsset): Fix[] {
  const spec = specOf(asset);
  if (spec === null || isShared(project, asset)) return [];
  const columns = project.types().output(asset)?.columns ?? [];
  const entries = dimensionsOf(spec).map(({ name, partitions }) => {
    const fits = columns.find((column) => column.name === name || (partitions.kind === "time-window" && column.kind === "date"));
    return [name, quoted(fits === undefined || !/\W/.test(fits.name) ? (fits?.name ?? name) : `"${fits.name}"`)] as const;
  });
  const [only] = entries;
  const value = entries.length === 1 ? only?.[1] : `{ ${entries.map(([name, column]) => `${name}: ${column}`).join(", ")} }`;
  const metadata = property(asset.options, "metadata");
  const given = property(metadata, "partitionExpr");
  if (given !== undefined) return fix(l10n.t`Change to ${value ?? ""}`, [replaceAt(project, given.place, value ?? "")], true);
  const entry = `partitionExpr: ${value}`;
  const edit = metadata ? addProperty(project, metadata, entry) : optionEdit(project, asset, `metadata: { ${entry} }`);
  return fix(l10n.t`Add ${entry} to the metadata`, [edit], true);
}
