import { asset } from "millrace";
export const first = asset(() => 1);
