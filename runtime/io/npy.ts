// Typed arrays as .npy files, which NumPy reads.
import { dump, parse, type TypedArray } from "npyjs";

export type NumberArray = TypedArray;

const CLASSES = {
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

/** A file of one dimension. Throws for a kind of array that NumPy does not have. */
export function encodeNpy(array: NumberArray): Uint8Array {
  if (!Object.hasOwn(CLASSES, array.constructor.name))
    throw new TypeError(`a ${array.constructor.name} cannot be stored as .npy. Convert it to one of ${Object.keys(CLASSES).join(", ")}.`);
  // npyjs knows no clamped array; its elements are plain bytes.
  const plain = array instanceof Uint8ClampedArray ? new Uint8Array(array.buffer, array.byteOffset, array.length) : array;
  return new Uint8Array(dump(plain, [array.length]));
}

/** The array back, as the class it was. Several dimensions come flat, in C order; other orders and complex numbers are refused. */
export function decodeNpy(bytes: Uint8Array, className: unknown): unknown {
  const { data, dtype, fortranOrder, shape } = parse(bytes.slice().buffer);
  if (fortranOrder && shape.length > 1) throw new Error("the array lies in Fortran order. Save it with numpy.ascontiguousarray.");
  if (dtype === "c8" || dtype === "c16")
    throw new Error(`the array holds complex numbers (${dtype}). Save its real and imaginary parts apart.`);
  if (className === "Uint8ClampedArray")
    return new Uint8ClampedArray((data as Uint8Array).buffer, (data as Uint8Array).byteOffset, (data as Uint8Array).length);
  return data;
}
