// Reads the translations that the page's document contains.

/** The translations for the l10n library. If they are empty, the text is English. */
export function wordsOfPage(): string {
  return document.getElementById("l10n")?.textContent || "{}";
}
