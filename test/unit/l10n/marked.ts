// A pseudo-language that puts translated text between marks, so that untranslated text becomes visible.
import { readFileSync } from "node:fs";
import path from "node:path";
import { repository } from "../../support/repository.js";

type Message = string | { readonly message: string };

/** VS Code's name for such a language. */
export const markedLocale = "qps-ploc";

/** `⟦No asset has the key "⟧{0}⟦".⟧`: inserted values are outside the marks. They have their own marks, or are not text. */
export function markedBundle(): Record<string, string> {
  const english: Record<string, Message> = JSON.parse(readFileSync(path.join(repository, "l10n/bundle.l10n.json"), "utf8"));
  return Object.fromEntries(
    Object.entries(english).map(([key, entry]) => {
      const message = typeof entry === "string" ? entry : entry.message;
      // The language for dates and numbers.
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

/** The words outside the marks, without code in backticks and addresses. `data` contains the words of the project itself. */
export function unmarkedWords(text: string, data: string): string[] {
  const rest = text
    // Shortened text has no closing mark.
    .replace(/⟦[^⟧]*(⟧|$)/g, " ")
    .replace(/```[\s\S]*?```|`[^`]*`/g, " ")
    .replace(/\]\([^)]*\)/g, " ")
    .replace(/(file:)?\/[\w./%-]+/g, " ");
  const known = new Set(data.match(/[A-Za-z]{3,}/g) ?? []);
  return (rest.match(/[A-Za-z]{3,}/g) ?? []).filter((word) => !known.has(word));
}
