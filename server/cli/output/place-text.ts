// How an address is written for people: as it is, but for what lies in a state folder elsewhere, which is told in full.
import { isStateMoved, onDisk, STATE } from "../../../runtime/disk/state-folder.js";

/** JSON keeps the address as records have it, `.millrace/…`, wherever the state lies. */
export function placeText(storedAt: string | null | undefined): string {
  const isState = storedAt?.startsWith(`${STATE}/`) === true && isStateMoved();
  return isState ? onDisk(process.cwd(), storedAt) : (storedAt ?? "");
}
