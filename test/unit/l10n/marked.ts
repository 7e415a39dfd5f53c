// A language in which all that is translated stands between marks, so that what is not can be seen.
import { readFileSync } from "node:fs";
import path from "node:path";
import { repository } from "../../support/repository.js";

type Message = string | { readonly message: string };

/** VS Code's own name for such a language. */
export const markedLocale = "qps-ploc";

/** `⟦No asset has the key "⟧{0}⟦".⟧`: what is filled in stands outside the marks, where it is marked itself or no word. */
export function markedBundle(): Record<string, string> {
  const english: Record<string, Message> = JSON.parse(readFileSync(path.join(repository, "l10n/bundle.l10n.json"), "utf8"));
  return Object.fromEntries(
    Object.entries(english).map(([key, entry]) => {
      const message = typeof entry === "string" ? entry : entry.message;
      // The language of dates and numbers.
      return [
        key,
        message === "en-GB"
          ? message
          : message
              .split(/(\{\d+\}|\$\([\w~-]+\))/)
              .map(marked)
              .join(""),
      ];
    }),
  );
}

function marked(part: string): string {
  return /[A-Za-z]/.test(part) && !/^(\{\d+\}|\$\([\w~-]+\))$/.test(part) ? `⟦${part}⟧` : part;
}

/** The words outside the marks that are not of the project: code in backticks and addresses are left out. `data` holds what the project says itself. */
export function unmarkedWords(text: string, data: string): string[] {
  const rest = text
    // What is cut off to fit has no second mark.
    .replace(/⟦[^⟧]*(⟧|$)/g, " ")
    .replace(/```[\s\S]*?```|`[^`]*`/g, " ")
    .replace(/\]\([^)]*\)/g, " ")
    .replace(/(file:)?\/[\w./%-]+/g, " ");
  const known = new Set(data.match(/[A-Za-z]{3,}/g) ?? []);
  return (rest.match(/[A-Za-z]{3,}/g) ?? []).filter((word) => !known.has(word));
}
