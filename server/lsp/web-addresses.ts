// Converts URIs of any scheme to paths and back: `vscode-vfs://github/owner/repo/a.ts` is `/vscode-vfs/github/owner/repo/a.ts` inside.
import { URI } from "vscode-uri";
import type { Addresses } from "./platform.js";

/** Replaces the host of a URI without one. */
const NOWHERE = "-";

export const webAddresses: Pick<Addresses, "path" | "uri"> = {
  path(uri) {
    if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(uri)) return uri;
    try {
      const { scheme, authority, path } = URI.parse(uri);
      return `/${scheme}/${authority === "" ? NOWHERE : encodeURIComponent(authority)}${path}`;
    } catch {
      // The client may send anything. A string that is not a URI names no file.
      return uri;
    }
  },
  uri(path) {
    const [, scheme = "", host = "", ...rest] = path.split("/");
    try {
      const authority = host === NOWHERE ? "" : decodeURIComponent(host);
      return URI.from({ scheme, authority, path: `/${rest.join("/")}` }).toString();
    } catch {
      // A string that was not a URI is returned unchanged.
      return path;
    }
  },
};
