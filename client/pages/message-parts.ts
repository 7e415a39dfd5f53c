// Schemas for the parts of page messages, and the function that parses a message with a schema.
import * as z from "zod/mini";

// Zod must not compile schemas to functions: messages are small, and a browser may forbid it.
z.config({ jitless: true });

export const text = (most: number) => z.string().check(z.minLength(1), z.maxLength(most));

/** A boolean; anything else becomes false. */
export const flag = z.catch(z.boolean(), false);

/** A message with no field but its kind, which is one of these. */
export const bare = <const Kinds extends readonly string[]>(...kinds: Kinds) => z.object({ kind: z.enum(kinds) });

/** The fields of the message that the schema knows; undefined if the message does not match. */
export function readBy<Message>(schema: z.ZodMiniType<Message>, message: unknown): Message | undefined {
  const read = schema.safeParse(message);
  return read.success ? read.data : undefined;
}
