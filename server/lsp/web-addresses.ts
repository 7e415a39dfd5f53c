// URIs of any scheme as paths and back: `vscode-vfs://github/owner/repo/a.ts` is `/vscode-vfs/github/owner/repo/a.ts` inside.
import { URI } from "vscode-uri";
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
    return URI.from({ scheme: scheme ?? "", authority: host === NOWHERE ? "" : (host ?? ""), path: `/${rest.join("/")}` }).toString();
  },
};

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
