// The version of the package or of the extension with which the server is shipped.
import { readFileSync } from "node:fs";

// Beside the bundle, above one of its chunks, and in the repository.
const PLACES = ["../package.json", "../../package.json"];

export function serverVersion(): string {
  for (const place of PLACES) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(place, import.meta.url), "utf8")) as { name?: string; version?: string };
      if (name?.startsWith("millrace") && version !== undefined) return version;
    } catch {
      // It is not shipped in this way, so the next place is tried.
    }
  }
  return "unknown";
}
