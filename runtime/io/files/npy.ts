// Typed arrays as .npy files, which NumPy reads. Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
import { dump, parse, type TypedArray } from "npyjs";
import { pieces } from "../object-store/object-store.js";

export type NumberArray = TypedArray;

export const ARRAY_CLASSES = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
} as const;

/** A file in C order: its header, then the array's memory in pieces. Throws for an array type that NumPy does not have. */
export function* encodeNpy(array: NumberArray, shape: readonly number[]): Generator<Uint8Array> {
  if (!isNumberArray(array))
    throw new TypeError(
      `a ${(array as object).constructor.name} cannot be stored as .npy. Convert it to one of ${Object.keys(ARRAY_CLASSES).join(", ")}.`,
    );
  // npyjs does not support clamped arrays; their elements are plain bytes.
  const empty = array instanceof Uint8ClampedArray ? new Uint8Array(0) : array.subarray(0, 0);
  yield new Uint8Array(dump(empty, [...shape]));
  yield* pieces(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
}

/** The flat array in C order, in its original class, and its shape. Other orders, complex and big-endian numbers are refused. */
export function decodeNpy(bytes: Uint8Array, className: unknown): { data: NumberArray; shape: readonly number[] } {
  const isOwn = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  const { data, dtype, fortranOrder, shape } = parsed((isOwn ? bytes.buffer : bytes.slice().buffer) as ArrayBuffer);
  if (fortranOrder && shape.length > 1) throw new Error("the array is in Fortran order. Save it with numpy.ascontiguousarray.");
  if (dtype === "c8" || dtype === "c16")
    throw new Error(`the array holds complex numbers (${dtype}). Save the real and the imaginary parts as separate arrays.`);
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0))
    throw new Error(`the array has the shape (${shape.join(", ")}), which is not valid: the file is damaged. Save it again.`);
  const expected = shape.reduce((product, length) => product * length, 1);
  const found = (data as NumberArray).length;
  if (found !== expected)
    throw new Error(`the array has ${found} elements, but its header says ${expected}: the file is incomplete. Save it again.`);
  if (className !== "Uint8ClampedArray") return { data: data as NumberArray, shape };
  const plain = data as Uint8Array;
  return { data: new Uint8ClampedArray(plain.buffer as ArrayBuffer, plain.byteOffset, plain.length), shape };
}

/** The maximum length in version 1. Headers of later versions are not longer, unless a table has more columns than any supported array. */
const LONGEST_HEADER = 65_546;

function parsed(file: ArrayBuffer) {
  // npyjs loops endlessly over strings of length 0.
  if (/'descr'\s*:\s*'[<>|=]?U0*'/.test(Buffer.from(file, 0, Math.min(file.byteLength, LONGEST_HEADER)).toString("latin1")))
    throw new Error("the array contains strings of length 0, so it has no data. Save numbers.");
  try {
    return parse(file);
  } catch (cause) {
    const type = /^Unsupported dtype: (.*)$/.exec((cause as Error).message)?.[1];
    if (type === undefined) throw cause;
    const what = type.startsWith(">") ? "its bytes are in big-endian order" : "no typed array can contain it";
    throw new Error(`the array has the NumPy type ${type}, and ${what}. Convert it first, for example with array.astype("<f8").`, {
      cause,
    });
  }
}

/** Typed arrays that .npy supports; only instances of the built-in classes themselves. */
export function isNumberArray(value: unknown): value is NumberArray {
  return ArrayBuffer.isView(value) && Object.hasOwn(ARRAY_CLASSES, value.constructor.name);
}
