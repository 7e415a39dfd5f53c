// The words of the language that is shown, as the document of a page carries them.

/** For the library that says them; without any, it is English. */
export function wordsOfPage(): string {
  return document.getElementById("l10n")?.textContent || "{}";
}
