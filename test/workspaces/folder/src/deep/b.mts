import { asset } from "millrace";
export const second = asset((first: number) => first);
