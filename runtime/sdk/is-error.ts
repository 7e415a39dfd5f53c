// Detects errors, including errors that Node.js created while this code runs in another realm, as in Jest.
import { types } from "node:util";

export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}
