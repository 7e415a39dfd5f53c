// Shortens types in messages: no absolute paths, no import attributes, no long texts.
import { shortType } from "../../reader/short-type.js";

/** About how many characters a message has after its first sentence. */
const EXPLANATION = 300;

/** A text with types as TypeScript writes them, with enough detail to distinguish types of one name: `import("src/types").Order`. */
export function tidyTypes(text: string, projectDir: string): string {
  const paths = new Set(Array.from(text.matchAll(IMPORT), ([, path = ""]) => path));
  const named = text.replace(IMPORT, (_, path: string) => {
    const short = placeOf(path, projectDir);
    const isShared = [...paths].some((other) => other !== path && placeOf(other, projectDir) === short);
    return `import("${isShared ? fromProject(path, projectDir) : short}")`;
  });
  return named.replace(/'([^'\n]+)'(?=[ .,;:]|$)/gm, (_, type: string) => `'${shortType(type)}'`);
}

const IMPORT = /import\("([^"]+)"(?:, \{ with: \{[^}]*\} \})?\)/g;

/** The lines of an explanation that fit: the first says what differs, the last ones say why. */
export function shortExplanation(explanation: string): string {
  const [first = "", ...rest] = explanation.split("\n");
  const kept: string[] = [];
  let left = EXPLANATION - first.length;
  for (const line of rest.reverse()) {
    left -= line.trim().length;
    if (left < 0 && kept.length > 0) break;
    kept.unshift(line);
  }
  const isCut = kept.length < rest.length;
  return [first, ...(isCut ? ["  …"] : []), ...kept].join("\n");
}

/** The path of a project file relative to the project, or the name of a package for a file in it. */
function placeOf(path: string, projectDir: string): string {
  const inPackage = path.split("/node_modules/").at(-1);
  if (inPackage !== undefined && inPackage !== path) return inPackage;
  if (path.startsWith(`${projectDir}/`)) return path.slice(projectDir.length + 1);
  return /^(?:\/|[A-Za-z]:)/.test(path) ? path.slice(path.lastIndexOf("/") + 1) : path;
}

/** The path relative to the project's folder, with `..` for files above it. */
function fromProject(path: string, projectDir: string): string {
  const [to, from] = [path.split("/"), projectDir.split("/")];
  let same = 0;
  while (same < from.length && to[same] === from[same]) same++;
  return [...from.slice(same).map(() => ".."), ...to.slice(same)].join("/");
}
