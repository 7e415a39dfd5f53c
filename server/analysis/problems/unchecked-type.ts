// unchecked-type: TypeScript itself failed while it checked the types of an asset.
import * as l10n from "@vscode/l10n";
import type { Problem } from "../../../runtime/contract/problem.js";
import type { ResolvedAsset } from "../model.js";
import { problem } from "./finding/problem.js";
import { defineProblem } from "./finding/problem-kind.js";

/** `typesNotChecked` creates these problems where types are asked. */
export const uncheckedType = defineProblem<{ readonly assetKey: string }>({
  code: "unchecked-type",
  severity: "information",
  title: () => l10n.t("TypeScript itself failed while it checked the types of an asset."),
  placeNow: ({ place }) => place,
});

/** The first line of what TypeScript threw. The rest is its stack. */
export function typesNotChecked({ key, place }: ResolvedAsset, error: unknown): Problem {
  const [words = ""] = String(error instanceof Error ? error.message : error).split("\n");
  const message = l10n.t`The types of "${key}" could not be checked, because TypeScript itself failed: ${words}. Annotate its parameters and its return value with simpler types.`;
  return problem("unchecked-type", place, message, { data: { assetKey: key } });
}
