// Finds the problems page, which is shipped with the server.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ProblemCode } from "../../runtime/contract/problem.js";

// Beside the bundle, above one of its chunks, and in the repository.
const PLACES = ["problems.md", "../problems.md", "../../docs/problems.md"];

let found: string | null | undefined;

/** The page's path. Null if it is not shipped. */
export function problemPage(): string | null {
  found ??= PLACES.map((place) => new URL(place, import.meta.url)).find((url) => existsSync(url))?.href ?? null;
  return found === null ? null : fileURLToPath(found);
}

/** The section about a code, as a URI. */
export function sectionAbout(code: ProblemCode): string | null {
  return problemPage() === null ? null : `${found}#${code}`;
}
