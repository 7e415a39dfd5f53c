// What an error is: also one that Node.js made while this code runs in a realm of its own, as under Jest.
import { types } from "node:util";

export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}
