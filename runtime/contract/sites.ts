// Call sites: which `asset(…)` call in which file created an asset. Analysis lists them, the bundler writes them into the code, and the description reports them.

/** The `asset(…)` calls of a project's files, by path relative to the project. */
export type SiteTable = Readonly<Record<string, FileSites>>;

export interface FileSites {
  /** The hash of the text in which they were found. If the file has another hash now, the bundler does not change its code. */
  readonly hash: string;
  /** For each call, in order of position: the offset after its last argument, in the text without a byte order mark. */
  readonly ends: readonly number[];
}

/** One call: the file relative to the project, and the index of the call from 0. */
export interface SiteRef {
  readonly file: string;
  readonly index: number;
}

const PREFIX = "millrace:site:";

/** The argument that the bundler adds to a call. */
export function siteMark({ file, index }: SiteRef): string {
  return `${PREFIX}${index}:${file}`;
}

/** The site in an argument; null when the argument is not a site mark. */
export function siteOfMark(mark: unknown): SiteRef | null {
  if (typeof mark !== "string" || !mark.startsWith(PREFIX)) return null;
  const [index = "", ...file] = mark.slice(PREFIX.length).split(":");
  return { file: file.join(":"), index: Number(index) };
}

/** A 53-bit hash (cyrb53): it distinguishes two texts of one file, and is not secure. A byte order mark is ignored. */
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
