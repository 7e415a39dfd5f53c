// The door of the graph page: what it sends is checked here by a schema, before anything acts on it.
import * as l10n from "@vscode/l10n";
import * as z from "zod/mini";
import type { FromPage } from "../../runtime/contract/graph.js";
import { bare, flag, readBy, text } from "../pages/message-parts.js";

/** Longer selections are not typed. */
const LONGEST_TEXT = 2_000;
/** Characters of a picture: more than any screen shows, less than what would choke the editor. */
const LONGEST_PICTURE = 64_000_000;

/** A key longer than this is no key. */
const key = text(1_000);
const format = z.enum(["svg", "png"]);

/** The few intents the page may have. */
const message: z.ZodMiniType<FromPage> = z.discriminatedUnion("kind", [
  bare("ready", "cancel", "save"),
  z.object({ kind: z.enum(["open", "preview", "history"]), key }),
  z.object({ kind: z.literal("materialize"), key: z.nullable(key), upstream: flag }),
  z.object({ kind: z.literal("materializeMany"), keys: z.array(key).check(z.minLength(1)), upstream: flag }),
  z.object({ kind: z.literal("pin"), pinned: z.boolean() }),
  z.object({ kind: z.literal("find"), text: text(LONGEST_TEXT) }),
  z.object({ kind: z.literal("openEntry"), key, name: text(1_000) }),
  z.object({ kind: z.literal("picture"), format, data: text(Number.POSITIVE_INFINITY) }),
  z.object({ kind: z.literal("noPicture"), format, reason: z.string() }),
]);

/** The intent a message states; undefined when it is none. */
export function readFromPage(sent: unknown): FromPage | undefined {
  const read = readBy(message, sent);
  if (read?.kind === "picture" && read.data.length > LONGEST_PICTURE) {
    const reason = l10n.t("It is too large. Fold some groups, or show less of the project.");
    return { kind: "noPicture", format: read.format, reason };
  }
  return read?.kind === "noPicture" ? { ...read, reason: read.reason.slice(0, LONGEST_TEXT) } : read;
}
