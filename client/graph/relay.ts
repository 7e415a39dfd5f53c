// Checks every message of the graph page against a schema before the extension acts on it.
import * as l10n from "@vscode/l10n";
import * as z from "zod/mini";
import type { FromPage } from "../../runtime/contract/graph.js";
import { bare, flag, readBy, text } from "../pages/message-parts.js";

/** The longest selection text, in characters: more than a user types. */
const LONGEST_TEXT = 2_000;
/** The longest picture, in characters: more than any screen shows, and little enough for the editor to handle. */
const LONGEST_PICTURE = 64_000_000;

/** A longer key is rejected. */
const key = text(1_000);
const format = z.enum(["svg", "png"]);

/** The messages that the page may send. */
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

/** The parsed message; undefined if it is not a valid one. */
export function readFromPage(sent: unknown): FromPage | undefined {
  const read = readBy(message, sent);
  if (read?.kind === "picture" && read.data.length > LONGEST_PICTURE) {
    const reason = l10n.t("It is too large. Fold some groups, or show less of the project.");
    return { kind: "noPicture", format: read.format, reason };
  }
  return read?.kind === "noPicture" ? { ...read, reason: read.reason.slice(0, LONGEST_TEXT) } : read;
}
