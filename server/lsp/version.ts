// Which Millrace this is: the version of the package or of the extension that the server was shipped in.
import { readFileSync } from "node:fs";

// Beside the bundle, above one of its chunks, and in the repository.
const PLACES = ["../package.json", "../../package.json"];

export function serverVersion(): string {
  for (const place of PLACES) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(place, import.meta.url), "utf8")) as { name?: string; version?: string };
      if (name?.startsWith("millrace") && version !== undefined) return version;
    } catch {
      // Not shipped this way; the next place may be right.
    }
  }
  return "unknown";
}
