import { asset } from "millrace";
/** Named by the module that declares it, whatever a barrel calls it. */
export const original = asset(() => 1);
const inner = asset((original: number) => original);
export { inner as late };
