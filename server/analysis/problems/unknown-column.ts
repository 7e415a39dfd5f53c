// unknown-column: an `ins` entry selects a column that the rows of the upstream asset do not have.
import * as l10n from "@vscode/l10n";
import { didYouMean, listKnown, nearest } from "../../../runtime/planning/index.js";
import type { Edge, ResolvedAsset, ResolvedInput } from "../model.js";
import type { Project } from "../project.js";
import { property, stringOf, type Value } from "../value.js";
import { defineProblem, type Finding } from "./finding/problem-kind.js";
import { nearestText } from "./fixing/nearest-text.js";

interface Data {
  readonly assetKey: string;
  /** The column. */
  readonly name: string;
  readonly parameter: string;
  /** Absent if `columns` lacks a column. */
  readonly nearest?: readonly string[];
}

export const unknownColumn = defineProblem<Data>({
  code: "unknown-column",
  severity: "error",
  title: () => l10n.t("`columns` names a column that the rows do not have."),
  find: { columns: columnsAsked },
  fixes: nearestText,
  placeNow(asset, { name, parameter }) {
    const asked = property(asset.inputs.find((each) => each.parameter === parameter)?.ins, "columns");
    return asked?.kind === "array" ? asked.elements.find((element) => stringOf(element) === name)?.place : undefined;
  },
});

/**
 * Checks each element. Rows with unknown columns (any, index signatures, tables) have every column, and so do values that another manager
 * loads.
 */
function columnsAsked({ consumer, input, upstream }: Edge, project: Project): Finding<Data>[] {
  const asked = property(input.ins, "columns");
  if (asked?.kind !== "array" || asked.elements.length === 0 || input.inputManagerKey !== null) return [];
  const unknown = unknownColumns(project, consumer, input, upstream, asked.elements);
  if (unknown.length > 0) return unknown;
  const left = leftOut(project, consumer, input, asked.elements.map(stringOf));
  if (left === null) return [];
  const message = l10n.t`The rows of the parameter "${input.parameter}" have the column "${left}", and \`columns\` leaves it out. Add it there, or take it out of the type.`;
  return [{ place: asked.place, message, data: { assetKey: consumer.key, name: left, parameter: input.parameter } }];
}

function unknownColumns(
  project: Project,
  consumer: ResolvedAsset,
  input: ResolvedInput,
  upstream: ResolvedAsset,
  asked: readonly Value[],
): Finding<Data>[] {
  const declared = project.types().output(upstream)?.columns ?? [];
  if (declared.length === 0) return [];
  const names = declared.map(({ name }) => name);
  // DuckDB ignores the case of column names.
  const isTable = upstream.storage.manager?.kind === "duckdb";
  const known = new Set(isTable ? names.map((name) => name.toLowerCase()) : names);
  return asked.flatMap((element) => {
    const name = stringOf(element);
    if (name === null || known.has(isTable ? name.toLowerCase() : name)) return [];
    const near = nearest(name, names);
    const message = `${l10n.t`"${upstream.key}" has no column "${name}".`}${didYouMean(near)} ${listKnown(names)}`;
    // The parameter says where the problem belongs. The element says which column it is.
    return [{ place: element.place, message, data: { assetKey: consumer.key, name, parameter: input.parameter, nearest: near } }];
  });
}

/**
 * A column that the parameter's rows certainly need and that is not loaded. Null if there is none, or if the selected columns are
 * unknown.
 */
function leftOut(project: Project, consumer: ResolvedAsset, input: ResolvedInput, asked: readonly (string | null)[]): string | null {
  if (asked.includes(null)) return null;
  const names = new Set(asked.map((name) => name?.toLowerCase()));
  const wanted = project.types().input(consumer, input, false)?.columns ?? [];
  return wanted.find(({ name, nullable }) => !nullable && !names.has(name.toLowerCase()))?.name ?? null;
}
