import { asset } from "millrace";
export const in_a_test = asset(() => 1);
