// TypeScript 6 from ts-morph, and the texts of TypeScript's libraries. Only this file names that package.
export { getLibFiles } from "@ts-morph/common";
export { ts } from "ts-morph";
