// Call sites: which `asset(…)` call of which file made an asset. Analysis lists them, the bundler writes them into the code, describing tells them.

/** The `asset(…)` calls of a project's files, by path relative to the project. */
export type SiteTable = Readonly<Record<string, FileSites>>;

export interface FileSites {
  /** Of the text they were found in: a file that is another by now keeps its code as it is. */
  readonly hash: string;
  /** For each call, in order of place, the offset behind its last argument, in the text without a byte order mark. */
  readonly ends: readonly number[];
}

/** One call: the file relative to the project, and which of its calls, from 0. */
export interface SiteRef {
  readonly file: string;
  readonly index: number;
}

const PREFIX = "millrace:site:";

/** What the bundler writes as one more argument. */
export function siteMark({ file, index }: SiteRef): string {
  return `${PREFIX}${index}:${file}`;
}

/** The site an argument says; null where it is no mark. */
export function siteOfMark(mark: unknown): SiteRef | null {
  if (typeof mark !== "string" || !mark.startsWith(PREFIX)) return null;
  const [index = "", ...file] = mark.slice(PREFIX.length).split(":");
  return { file: file.join(":"), index: Number(index) };
}

/** A hash of 53 bits (cyrb53): tells two texts of one file apart, and is no defence against anybody. A byte order mark does not count. */
export function textHash(text: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
}
