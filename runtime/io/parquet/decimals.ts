// Reads decimals and times of Parquet files exactly. The library would convert them with floating-point numbers.
import type { FileMetaData, ParquetParsers, SchemaTree } from "hyparquet";
import type { ColumnKind } from "../../contract/asset.js";
import { decimalAs, floored, holdsDecimal, scaled } from "../values/exact-numbers.js";

/** Rounds towards the past, for negative times too, and refuses times outside the range of Date. */
export const exactTimes: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (milliseconds) => dateOf(milliseconds),
  timestampFromMicroseconds: (microseconds) => dateOf(floored(microseconds, 1000n)),
  timestampFromNanoseconds: (nanoseconds) => dateOf(floored(nanoseconds, 1_000_000n)),
  dateFromDays: (days) => dateOf(BigInt(days) * 86_400_000n),
};

function dateOf(milliseconds: bigint): Date {
  const date = new Date(Number(milliseconds));
  if (!Number.isNaN(date.getTime())) return date;
  throw new Error(
    `the file holds the time ${milliseconds} ms since 1970, which a JavaScript Date cannot represent. Write it as text or a number.`,
  );
}

/** Converts what the library returns without its own decimal conversion. */
export type Exact = (value: unknown, kind: ColumnKind | undefined) => unknown;

/**
 * Removes the decimals from the metadata, so that the library returns their stored digits. Returns for each column how they are converted.
 * `isShown`: a decimal that a number cannot represent exactly is text; otherwise it is an error.
 */
export function withoutDecimals(metadata: FileMetaData, tree: SchemaTree, isShown: boolean): ReadonlyMap<string, Exact> {
  const scales = new Map(
    metadata.schema.flatMap((element) =>
      element.converted_type === "DECIMAL" || element.logical_type?.type === "DECIMAL" ? [[element, element.scale ?? 0] as const] : [],
    ),
  );
  for (const element of scales.keys()) {
    delete element.converted_type;
    delete element.logical_type;
  }
  const holdsDecimals = (node: SchemaTree): boolean => scales.has(node.element) || node.children.some(holdsDecimals);
  const exact = (value: unknown, node: SchemaTree, kind: ColumnKind | undefined, name: string): unknown => {
    if (value === null || value === undefined) return value;
    if (Array.isArray(value)) return value.map((each) => exact(each, elementOf(node), undefined, name));
    const scale = scales.get(node.element);
    if (scale !== undefined) {
      const digits = scaled(unscaledOf(value), scale);
      return decimalAs(digits, isShown && !holdsDecimal(digits) ? "string" : kind, name);
    }
    if (node.children.length === 0) return value;
    const children = new Map(node.children.map((child) => [child.element.name, child]));
    const members = Object.entries(value).map(([key, member]) => {
      const child = isMap(node) ? node.children[0]?.children[1] : children.get(key);
      return [key, child === undefined ? member : exact(member, child, undefined, `${name}.${key}`)];
    });
    return Object.fromEntries(members);
  };
  return new Map(
    tree.children
      .filter(holdsDecimals)
      .map((node) => [node.element.name, (value, kind) => exact(value, node, kind, node.element.name)] as const),
  );
}

const isMap = ({ element }: SchemaTree): boolean => element.converted_type === "MAP" || element.logical_type?.type === "MAP";

/** A list is a group of a repeated group of one element (Parquet's "Lists"). A repeated field is itself a list. */
function elementOf(node: SchemaTree): SchemaTree {
  const isList = node.element.converted_type === "LIST" || node.element.logical_type?.type === "LIST";
  const repeated = isList ? node.children[0] : undefined;
  if (repeated === undefined) return node;
  return repeated.children.length === 1 ? (repeated.children[0] as SchemaTree) : repeated;
}

/** Whole numbers of 32 and 64 bits, or two's complement with the most significant byte first. */
function unscaledOf(value: unknown): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value as number | bigint);
  let digits = 0n;
  for (const byte of value) digits = digits * 256n + BigInt(byte);
  return BigInt.asIntN(value.length * 8, digits);
}
