// Types in messages: no path of a machine, no import attribute, no more than a reader takes in.
import { shortType } from "../../reader/short-type.js";

/** What a message has besides its first sentence, at the most about. */
const EXPLANATION = 300;

/** A text with types as TypeScript writes them, with what is needed to tell them apart: `import("src/types").Order`. */
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

/** The lines of an explanation that fit: the first says what, the last ones why. */
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

/** A file of the project relative to it, one of a package by the package. */
function placeOf(path: string, projectDir: string): string {
  const inPackage = path.split("/node_modules/").at(-1);
  if (inPackage !== undefined && inPackage !== path) return inPackage;
  if (path.startsWith(`${projectDir}/`)) return path.slice(projectDir.length + 1);
  return /^(?:\/|[A-Za-z]:)/.test(path) ? path.slice(path.lastIndexOf("/") + 1) : path;
}

/** From the project's folder, with `..` for what lies above it. */
function fromProject(path: string, projectDir: string): string {
  const [to, from] = [path.split("/"), projectDir.split("/")];
  let same = 0;
  while (same < from.length && to[same] === from[same]) same++;
  return [...from.slice(same).map(() => ".."), ...to.slice(same)].join("/");
}
