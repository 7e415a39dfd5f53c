// How a loaded value is displayed: as rows, an image, text, bytes or a tree.
import type { ImageType, ValueShape } from "../../contract/value.js";
import { rootEntry } from "./entries.js";
import type { MemoryRows } from "./memory-rows.js";

/** The maximum length of a displayed text. */
export const LONGEST_TEXT = 1_000_000;

export function shapeOf(value: unknown, rows: MemoryRows | null): ValueShape {
  if (rows !== null) return { kind: "rows", columns: rows.columns, total: rows.total, pagedBy: "memory" };
  const bytes = bytesOf(value);
  if (bytes !== null) return { kind: "bytes", size: bytes.length, image: imageType(bytes) };
  if (typeof value === "string")
    return { kind: "text", text: value.slice(0, LONGEST_TEXT), language: languageOf(value), more: value.length > LONGEST_TEXT };
  return { kind: "tree", root: rootEntry(value) };
}

/** Null for a value that is not bytes. */
export function bytesOf(value: unknown): Uint8Array | null {
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return null;
}

/** Detected from the first bytes, as browsers do. WHATWG: MIME Sniffing, "matching an image type pattern". */
function imageType(bytes: Uint8Array): ImageType | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 32)).toString("latin1");
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (/^GIF8[79]a/.test(head)) return "image/gif";
  if (/^RIFF[\s\S]{4}WEBPVP/.test(head)) return "image/webp";
  if (/^[\s\S]{4}ftypavi[fs]/.test(head)) return "image/avif";
  return head.startsWith("BM") && bytes.length > 26 ? "image/bmp" : null;
}

function languageOf(text: string): "markdown" | "svg" | "plain" {
  const head = text.slice(0, 4_000);
  if (/^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*(<!DOCTYPE\s+svg[^>]*>\s*)?<svg[\s>]/i.test(head)) return "svg";
  return /^#{1,6} \S|^```|^\|.+\|\s*\n\|[ :|-]+\|/m.test(head) ? "markdown" : "plain";
}
