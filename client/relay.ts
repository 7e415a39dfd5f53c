// The door of the graph page: what it sends is looked at here, word by word, before anything acts on it.
import type { FromPage } from "../runtime/contract/editor.js";

/** A key longer than this is no key. */
const longest = 1_000;

/** The intent a message states; undefined when it is none of the few the page may have. */
export function readFromPage(message: unknown): FromPage | undefined {
  if (typeof message !== "object" || message === null || !("kind" in message)) return undefined;
  const { kind } = message;
  switch (kind) {
    case "ready":
    case "cancel":
      return { kind };
    case "open":
    case "openStored": {
      const key = keyOf(message);
      return key === undefined ? undefined : { kind, key };
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

function keyOf(message: object): string | undefined {
  const key = "key" in message ? message.key : undefined;
  return typeof key === "string" && key !== "" && key.length <= longest ? key : undefined;
}
