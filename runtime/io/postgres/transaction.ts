// One transaction: committed completely or undone, and retried after a conflict with another one.
import pRetry from "p-retry";
import { isConflict, type Session } from "./connection.js";

/** Runs `work` between `begin` and `commit`. After a deadlock or a serialization failure it runs again, so it must be repeatable. */
export async function inTransaction<T>(session: Session, work: () => Promise<T>, begin = "begin"): Promise<T> {
  return pRetry(() => attempt(session, work, begin), {
    retries: 6,
    minTimeout: 20,
    factor: 2,
    randomize: true,
    shouldRetry: ({ error }: { error: Error }) => isConflict(error),
  });
}

async function attempt<T>({ client }: Session, work: () => Promise<T>, begin: string): Promise<T> {
  await client.query(begin);
  try {
    const result = await work();
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
}
