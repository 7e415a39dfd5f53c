import { asset } from "millrace";
export const constructor = asset(() => 1);
export const __proto__ = asset((constructor: number) => constructor);
export const toString = asset(compute);
function compute(__proto__: number) {
  return __proto__;
}
