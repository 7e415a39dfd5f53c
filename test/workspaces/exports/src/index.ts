export * from "./plain.js";
export { original as renamed, late as later } from "./named.js";
export const unrelated = 42;
