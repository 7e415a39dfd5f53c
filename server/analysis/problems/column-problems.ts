// Columns an `ins` entry asks for that the rows of the upstream asset do not have.

import * as l10n from "@vscode/l10n";
import type { Problem } from "../../../runtime/contract/problem.js";
import { didYouMean, listKnown, nearest } from "../../../runtime/planning/index.js";
import type { ResolvedAsset, ResolvedInput } from "../model.js";
import type { Project } from "../project.js";
import { property, stringOf, type Value } from "../value.js";
import { problem } from "./problem.js";

/** At the element. Rows whose columns no type tells (any, index signatures, tables) have every column; so has what another manager loads. */
export function columnProblems(project: Project, consumer: ResolvedAsset, input: ResolvedInput, upstream: ResolvedAsset): Problem[] {
  const asked = property(input.ins, "columns");
  if (asked?.kind !== "array" || asked.elements.length === 0 || input.inputManagerKey !== null) return [];
  const unknown = unknownColumns(project, consumer, input, upstream, asked.elements);
  if (unknown.length > 0) return unknown;
  const left = leftOut(project, consumer, input, asked.elements.map(stringOf));
  if (left === null) return [];
  const message = l10n.t`The rows of the parameter "${input.parameter}" have the column "${left}", and \`columns\` leaves it out. Add it there, or take it out of the type.`;
  return [problem("unknown-column", asked.place, message, { data: { assetKey: consumer.key, name: left, parameter: input.parameter } })];
}

function unknownColumns(
  project: Project,
  consumer: ResolvedAsset,
  input: ResolvedInput,
  upstream: ResolvedAsset,
  asked: readonly Value[],
): Problem[] {
  const declared = project.types().output(upstream)?.columns ?? [];
  if (declared.length === 0) return [];
  const names = declared.map(({ name }) => name);
  // DuckDB takes a column by any spelling of its case.
  const isTable = upstream.storage.manager?.kind === "duckdb";
  const known = new Set(isTable ? names.map((name) => name.toLowerCase()) : names);
  return asked.flatMap((element) => {
    const name = stringOf(element);
    if (name === null || known.has(isTable ? name.toLowerCase() : name)) return [];
    const near = nearest(name, names);
    const message = `${l10n.t`"${upstream.key}" has no column "${name}".`}${didYouMean(near)} ${listKnown(names)}`;
    // The parameter tells where the problem belongs; the element, which of its columns.
    return [
      problem("unknown-column", element.place, message, {
        data: { assetKey: consumer.key, name, parameter: input.parameter, nearest: near },
      }),
    ];
  });
}

/** A column that the parameter's rows surely need and that is not loaded; null where every one is, or nobody can tell what is asked for. */
function leftOut(project: Project, consumer: ResolvedAsset, input: ResolvedInput, asked: readonly (string | null)[]): string | null {
  if (asked.includes(null)) return null;
  const names = new Set(asked.map((name) => name?.toLowerCase()));
  const wanted = project.types().input(consumer, input, false)?.columns ?? [];
  return wanted.find(({ name, nullable }) => !nullable && !names.has(name.toLowerCase()))?.name ?? null;
}
