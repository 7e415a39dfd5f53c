// URIs of any scheme as paths and back: `vscode-vfs://github/owner/repo/a.ts` is `/vscode-vfs/github/owner/repo/a.ts` inside.
import type { Addresses } from "./platform.js";

/** Stands for the host of a URI that names none. */
const NOWHERE = "-";

export const webAddresses: Pick<Addresses, "path" | "uri"> = {
  path(uri) {
    const [, scheme, host, path] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(\/[^?#]*)?/i.exec(uri) ?? [];
    if (scheme === undefined) return uri;
    return `/${scheme}/${host || NOWHERE}${decoded(path ?? "")}`;
  },
  uri(path) {
    const [, scheme, host, ...rest] = path.split("/");
    const inside = rest.map((each) => `/${encoded(each)}`).join("");
    return `${scheme}://${host === NOWHERE ? "" : host}${inside}`;
  },
};

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** As VS Code writes it, which escapes more than others: URIs are compared as text. */
function encoded(segment: string): string {
  return encodeURIComponent(segment).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}
