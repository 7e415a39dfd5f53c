// Lists what is known only when the code is executed. `check` prints it, and describing the project fills it.
import type { OpenPart } from "../../runtime/contract/manifest.js";
import type { Wired } from "./problems/finding/problem.js";

/** In order of file and place. */
export function openParts({ source, read, named, assets, mayHoldMore }: Wired): OpenPart[] {
  const { places } = read;
  const parts: OpenPart[] = [];
  const add = (what: OpenPart["what"], place: OpenPart["place"], assetKey: string | null = null) => parts.push({ what, place, assetKey });
  if (read.open) add("assets", places?.assets?.place ?? read.place);
  if (read.resources.open) add("resources", places?.resources?.place ?? read.place);
  if (read.openJobs) add("jobs", read.place);
  for (const { name } of named) if (name.open) add("key", name.place);
  for (const { key, place, open } of assets) for (const fact of open) add(fact, place, key);
  if (mayHoldMore()) for (const place of openSites(source, named)) add("site", place);
  return parts.sort((a, b) => (a.place.file < b.place.file ? -1 : a.place.file > b.place.file ? 1 : a.place.start - b.place.start));
}

/** Calls of `asset` for which no declaration was read. */
function openSites({ loadedFiles, facts, evaluator }: Wired["source"], named: Wired["named"]): OpenPart["place"][] {
  const read = new Set(named.map(({ declaration }) => `${declaration.site.file}:${declaration.site.start}`));
  return [...loadedFiles()].flatMap((file) =>
    (facts(file)?.sites ?? []).flatMap((site) =>
      read.has(`${file}:${site.span.start}`) || evaluator.site(file, site) === null ? [] : [{ file, ...site.span }],
    ),
  );
}
