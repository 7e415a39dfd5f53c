// TypeScript 6, as ts-morph carries it: the one file that names that package, with the texts of TypeScript's own libraries.
export { getLibFiles } from "@ts-morph/common";
export { ts } from "ts-morph";
