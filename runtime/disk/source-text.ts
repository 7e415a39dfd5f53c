// Reads sources as text. A byte order mark decides the encoding, as in TypeScript and in editors.
import { readBytesSync } from "./regular-file.js";

const UTF_8 = [0xef, 0xbb, 0xbf];
const UTF_16_LE = [0xff, 0xfe];
const UTF_16_BE = [0xfe, 0xff];

/** The text of a source without the byte order mark, so that positions in it are the positions that an editor shows. */
export function sourceText(bytes: Buffer): string {
  if (begins(bytes, UTF_16_LE)) return new TextDecoder("utf-16le").decode(bytes);
  if (begins(bytes, UTF_16_BE)) return new TextDecoder("utf-16be").decode(bytes);
  return bytes.toString("utf8", begins(bytes, UTF_8) ? UTF_8.length : 0);
}

/** The text of a file that people write. Throws like `readBytesSync`. */
export function readSourceSync(path: string): string {
  return sourceText(readBytesSync(path));
}

/** Encodes a text like the previous content of the file, with its byte order mark. */
export function encodedAs(before: Buffer, text: string): Buffer {
  if (begins(before, UTF_16_LE)) return Buffer.from(`\uFEFF${text}`, "utf16le");
  if (begins(before, UTF_16_BE)) return Buffer.from(`\uFEFF${text}`, "utf16le").swap16();
  return Buffer.from(begins(before, UTF_8) ? `\uFEFF${text}` : text);
}

function begins(bytes: Buffer, mark: readonly number[]): boolean {
  return mark.every((byte, at) => bytes[at] === byte);
}
