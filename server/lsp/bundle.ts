// The translations for the language that the client names in `initialize`, if a bundle for it is shipped.
import { existsSync, readFileSync } from "node:fs";

// Beside the bundle, above it or one of its chunks, and in the repository.
const PLACES = ["l10n/", "../l10n/", "../../l10n/"];

/** The bundle as JSON. Null for English. `locale` is LSP's: `de`, `pt-BR`. */
export function bundleFor(locale: string): string | null {
  const tag = locale.toLowerCase().replaceAll("_", "-");
  if (!/^[a-z]{2,3}(-[a-z0-9]+)*$/.test(tag)) return null;
  const names = [tag, tag.replace(/-.*/, "")].map((each) => `bundle.l10n.${each}.json`);
  const urls = names.flatMap((name) => PLACES.map((place) => new URL(place + name, import.meta.url)));
  const found = urls.find((url) => existsSync(url));
  return found === undefined ? null : readFileSync(found, "utf8");
}
