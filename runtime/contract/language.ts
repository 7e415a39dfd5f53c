// The language of the displayed texts, and its number format. Without a bundle the language is English.
import * as l10n from "@vscode/l10n";

/** For `Intl`, and for `lang` of a page. The bundle itself contains the tag, so that words and numbers are in the same language. */
export function language(): string {
  return l10n.t({ message: "en-GB", comment: "The BCP 47 tag of this bundle's language. Dates and numbers are written as it does." });
}

/** `"10,000"`. */
export function numeral(number: number): string {
  return number.toLocaleString(language());
}

/** `"1.4"`. */
export function decimal(number: number, digits: number): string {
  return number.toLocaleString(language(), { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false });
}
