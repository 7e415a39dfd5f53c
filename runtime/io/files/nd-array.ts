// Multidimensional arrays, recognized by shape: `{ data, shape }`, with `stride` and `offset` for views, as in the package ndarray.

import { importLibrary } from "../object-store/import-library.js";
import { exactBuiltIn, propertyLost } from "../values/built-ins.js";
import { reasonAgainstJson } from "../values/json-safe.js";
import { isPlain } from "../values/structured-clone.js";
import { ARRAY_CLASSES, isNumberArray, type NumberArray } from "./npy.js";

interface NdArray {
  readonly data: NumberArray;
  readonly shape: readonly number[];
  readonly stride?: readonly number[];
  readonly offset?: number;
}

const KEYS = ["data", "shape", "stride", "offset"];

/** The elements in C order, and the record entries that restore the same kind of object; null for any other value. */
export function asNdArray(value: unknown): { data: NumberArray; shape: readonly number[]; details: Record<string, unknown> } | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { data, shape, stride, offset = 0 } = value as Partial<NdArray>;
  if (!isNumberArray(data) || exactBuiltIn(data) !== "exact" || propertyLost(data) !== null || !isLengths(shape)) return null;
  const isObject = isPlain(value);
  if (
    isObject &&
    !(Object.getPrototypeOf(value) === Object.prototype && Reflect.ownKeys(value).every((key) => KEYS.includes(key as string)))
  )
    return null;
  // Among class instances, only views of ndarray are accepted: they have a stride.
  if (!isObject && stride === undefined) return null;
  const size = shape.reduce((product, length) => product * length, 1);
  if (stride === undefined ? size !== data.length || offset !== 0 : !isInside(data, shape, stride, offset)) return null;
  const details = { class: data.constructor.name, ndarray: isObject ? Object.keys(value) : "ndarray" };
  return { data: stride === undefined ? data : inOrder(data, shape, stride, offset, size), shape: [...shape], details };
}

/** The object that the record describes: a plain object with the same keys, or a view of the package ndarray; otherwise the flat array. */
export async function fromNdArray(
  data: NumberArray,
  shape: readonly number[],
  details: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  if (details.ndarray === "ndarray") {
    const name = "ndarray";
    const library = await importLibrary(() => import(name), name, "loading an n-d array of this class");
    return (library as { default: (data: NumberArray, shape: readonly number[]) => unknown }).default(data, shape);
  }
  if (!Array.isArray(details.ndarray)) return data;
  const whole: Required<NdArray> = { data, shape: [...shape], stride: strideOf(shape), offset: 0 };
  return Object.fromEntries(details.ndarray.map((key) => [key, whole[key as keyof NdArray]]));
}

function isLengths(shape: unknown): shape is readonly number[] {
  return reasonAgainstJson(shape) === null && Array.isArray(shape) && shape.every((length) => Number.isSafeInteger(length) && length >= 0);
}

function isInside(data: NumberArray, shape: readonly number[], stride: unknown, offset: unknown): boolean {
  if (!Array.isArray(stride) || stride.length !== shape.length || !stride.every(Number.isSafeInteger)) return false;
  if (!Number.isSafeInteger(offset)) return false;
  if (shape.includes(0)) return true;
  const reach = shape.map((length, at) => (length - 1) * (stride[at] as number));
  const low = (offset as number) + reach.filter((step) => step < 0).reduce((sum, step) => sum + step, 0);
  const high = (offset as number) + reach.filter((step) => step > 0).reduce((sum, step) => sum + step, 0);
  return low >= 0 && high < data.length;
}

function strideOf(shape: readonly number[]): number[] {
  const stride: number[] = new Array(shape.length);
  for (let at = shape.length - 1, step = 1; at >= 0; at--) {
    stride[at] = step;
    step *= shape[at] as number;
  }
  return stride;
}

/** A view's elements, the last dimension fastest. Uses the view's own memory if it already has this order. */
function inOrder(data: NumberArray, shape: readonly number[], stride: readonly number[], offset: number, size: number): NumberArray {
  const plain = strideOf(shape);
  if (shape.every((length, at) => length <= 1 || stride[at] === plain[at])) return data.subarray(offset, offset + size);
  const Class = ARRAY_CLASSES[data.constructor.name as keyof typeof ARRAY_CLASSES] as new (length: number) => NumberArray;
  const copy = new Class(size);
  const index = new Array<number>(shape.length).fill(0);
  let from = offset;
  for (let to = 0; to < size; to++) {
    copy[to] = data[from] as never;
    for (let at = shape.length - 1; at >= 0; at--) {
      from += stride[at] as number;
      if (++(index[at] as number) < (shape[at] as number)) break;
      from -= (stride[at] as number) * (shape[at] as number);
      index[at] = 0;
    }
  }
  return copy;
}
