// How an address is printed: unchanged, except that a state folder outside the project is printed in full.
import { isStateMoved, onDisk, STATE } from "../../../runtime/disk/state-folder.js";

/** JSON output keeps the address of the record, `.millrace/…`, wherever the state is. */
export function placeText(storedAt: string | null | undefined): string {
  const isState = storedAt?.startsWith(`${STATE}/`) === true && isStateMoved();
  return isState ? onDisk(process.cwd(), storedAt) : (storedAt ?? "");
}
