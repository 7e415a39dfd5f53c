// The parts that messages of pages are made of, as schemas, and how a message is read by one.
import * as z from "zod/mini";

// No function is made of a schema at the first message: messages are small, and a browser may forbid it.
z.config({ jitless: true });

export const text = (most: number) => z.string().check(z.minLength(1), z.maxLength(most));

/** True, or else false. */
export const flag = z.catch(z.boolean(), false);

/** A message with nothing in it but its kind, which is one of these. */
export const bare = <const Kinds extends readonly string[]>(...kinds: Kinds) => z.object({ kind: z.enum(kinds) });

/** What the schema knows of a message, and nothing beside it; undefined where it does not hold. */
export function readBy<Message>(schema: z.ZodMiniType<Message>, message: unknown): Message | undefined {
  const read = schema.safeParse(message);
  return read.success ? read.data : undefined;
}
