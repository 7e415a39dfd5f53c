// Checks every message of the value page against a schema before the extension acts on it.
import * as z from "zod/mini";
import type { RowTest, ValuePart } from "../../runtime/contract/value.js";
import { type FromValuePage, MOST_COPIED, type ShownAsset } from "../../runtime/contract/value-page.js";
import { bare, flag, readBy, text } from "../pages/message-parts.js";

/** The longest text in characters, for keys, run ids, columns and filters. */
const LONGEST = 10_000;

/** Lists of filters, of sorts, and of steps into a value. */
const list = <Item extends z.ZodMiniType>(item: Item) => z.array(item).check(z.maxLength(1_000));
const count = z.int().check(z.nonnegative());
/** A column name may be empty. */
const column = z.string().check(z.maxLength(LONGEST));
const TESTS = ["contains", "lacks", "equals", "differs", "less", "atMost", "greater", "atLeast", "isNull", "isNotNull"] as const;
const test: z.ZodMiniType<RowTest> = z.enum(TESTS);

/** Without the kind `text`, which only the comparison uses. */
const part: z.ZodMiniType<ValuePart> = z.discriminatedUnion("kind", [
  bare("facts"),
  z.object({
    kind: z.literal("rows"),
    offset: count,
    limit: count,
    sort: list(z.object({ column, descending: flag })),
    filters: list(z.object({ column, test, value: column })),
    counted: flag,
  }),
  z.object({ kind: z.literal("entries"), path: list(count), offset: count, limit: count }),
  z.object({ kind: z.literal("bytes"), offset: count, length: count }),
]);

/** The messages that the page may send. */
const message: z.ZodMiniType<FromValuePage> = z.discriminatedUnion("kind", [
  bare("ready", "openFile", "openAsset", "showGraph", "materialize"),
  z.object({ kind: z.literal("look"), id: count, part, runId: z.exactOptional(text(LONGEST)) }),
  z.object({ kind: z.literal("partition"), partitionKey: text(LONGEST) }),
  z.object({ kind: z.literal("compare"), runId: text(LONGEST) }),
  z.object({ kind: z.literal("copy"), text: text(MOST_COPIED) }),
]);

const shownAsset: z.ZodMiniType<ShownAsset> = z.object({
  project: text(LONGEST),
  key: text(LONGEST),
  partitionKey: z.exactOptional(text(LONGEST)),
});

/** The parsed message; undefined if it is not a valid one. */
export const readFromValuePage = (sent: unknown): FromValuePage | undefined => readBy(message, sent);

/** The asset that a page of an earlier session showed. */
export const readShownAsset = (state: unknown): ShownAsset | undefined => readBy(shownAsset, state);
