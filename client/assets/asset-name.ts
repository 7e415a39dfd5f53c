// Validates the name of a new asset.
import * as l10n from "@vscode/l10n";

const reserved = new Set(
  [
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if",
    "implements import in instanceof interface let new null package private protected public return static super switch this throw true try",
    "typeof undefined var void while with yield context _context",
  ]
    .join(" ")
    .split(" "),
);

/** The mistake in the name; undefined if the name is valid. `keys` are the keys of the project's assets. */
export function assetNameMistake(name: string, keys: Iterable<string>): string | undefined {
  if (name === "") return l10n.t("Write a name: it is the asset's key, and what parameters that load it are called.");
  if (/^\d/.test(name)) return l10n.t`"${name}" starts with a digit. Start it with a letter.`;
  const wrong = /[^A-Za-z0-9_]/.exec(name)?.[0];
  if (wrong !== undefined) return l10n.t`"${wrong}" cannot be in a name. Use letters, digits and _.`;
  if (reserved.has(name)) return l10n.t`"${name}" is a word of the language. Choose another.`;
  for (const key of keys) if (key === name) return l10n.t`There is an asset "${name}". Choose another name.`;
  return undefined;
}
