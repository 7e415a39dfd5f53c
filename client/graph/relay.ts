// The door of the graph page: what it sends is looked at here, word by word, before anything acts on it.
import * as l10n from "@vscode/l10n";
import type { FromPage, PictureFormat } from "../../runtime/contract/graph.js";

/** A key longer than this is no key. */
const longest = 1_000;

/** Longer selections are not typed. */
const longestText = 2_000;
/** Characters of a picture: more than any screen shows, less than what would choke the editor. */
const longestPicture = 64_000_000;

/** The intent a message states; undefined when it is none of the few the page may have. */
export function readFromPage(message: unknown): FromPage | undefined {
  if (typeof message !== "object" || message === null || !("kind" in message)) return undefined;
  const { kind } = message;
  switch (kind) {
    case "ready":
    case "cancel":
    case "save":
      return { kind };
    case "pin":
      return "pinned" in message && typeof message.pinned === "boolean" ? { kind, pinned: message.pinned } : undefined;
    case "find": {
      const text = textOf(message, "text", longestText);
      return text === undefined ? undefined : { kind, text };
    }
    case "openEntry": {
      const [key, name] = [keyOf(message), textOf(message, "name", longest)];
      return key === undefined || name === undefined ? undefined : { kind, key, name };
    }
    case "picture": {
      const data = textOf(message, "data", Number.POSITIVE_INFINITY);
      const format = formatOf(message);
      if (data === undefined || format === undefined) return undefined;
      if (data.length <= longestPicture) return { kind, format, data };
      return { kind: "noPicture", format, reason: l10n.t("It is too large. Fold some groups, or show less of the project.") };
    }
    case "noPicture": {
      const format = formatOf(message);
      const reason: unknown = "reason" in message ? message.reason : undefined;
      return format !== undefined && typeof reason === "string" ? { kind, format, reason: reason.slice(0, longestText) } : undefined;
    }
    case "open":
    case "history":
    case "preview": {
      const key = keyOf(message);
      return key === undefined ? undefined : { kind, key };
    }
    case "materializeMany": {
      const keys: unknown = "keys" in message ? message.keys : undefined;
      if (!Array.isArray(keys) || keys.length === 0) return undefined;
      const known = keys.flatMap((key: unknown) => (typeof key === "string" && key.length > 0 && key.length <= longest ? [key] : []));
      const upstream = "upstream" in message && message.upstream === true;
      return known.length === keys.length ? { kind, keys: known, upstream } : undefined;
    }
    case "materialize": {
      const upstream = "upstream" in message && message.upstream === true;
      if ("key" in message && message.key === null) return { kind, key: null, upstream };
      const key = keyOf(message);
      return key === undefined ? undefined : { kind, key, upstream };
    }
    default:
      return undefined;
  }
}

function formatOf(message: object): PictureFormat | undefined {
  const format: unknown = "format" in message ? message.format : undefined;
  return format === "svg" || format === "png" ? format : undefined;
}

function keyOf(message: object): string | undefined {
  return textOf(message, "key", longest);
}

function textOf(message: object, name: string, most: number): string | undefined {
  const text: unknown = Object.getOwnPropertyDescriptor(message, name)?.value;
  return typeof text === "string" && text !== "" && text.length <= most ? text : undefined;
}
