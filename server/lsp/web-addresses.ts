// URIs of any scheme as paths and back: `vscode-vfs://github/owner/repo/a.ts` is `/vscode-vfs/github/owner/repo/a.ts` inside.
import { URI } from "vscode-uri";
import type { Addresses } from "./platform.js";

/** Stands for the host of a URI that names none. */
const NOWHERE = "-";

export const webAddresses: Pick<Addresses, "path" | "uri"> = {
  path(uri) {
    if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(uri)) return uri;
    try {
      const { scheme, authority, path } = URI.parse(uri);
      return `/${scheme}/${authority === "" ? NOWHERE : encodeURIComponent(authority)}${path}`;
    } catch {
      // A client may send anything; what is no URI names no file.
      return uri;
    }
  },
  uri(path) {
    const [, scheme = "", host = "", ...rest] = path.split("/");
    try {
      const authority = host === NOWHERE ? "" : decodeURIComponent(host);
      return URI.from({ scheme, authority, path: `/${rest.join("/")}` }).toString();
    } catch {
      // What was no URI when it came is given back as it came.
      return path;
    }
  },
};
