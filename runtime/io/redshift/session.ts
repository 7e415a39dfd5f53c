// Opens a connection to Redshift, and configures the session so that every text is exact.
import { type OpenSession, openSession } from "../postgres/connection.js";
import type { ConnectionSetting } from "../postgres/connection-setting.js";
import type { RedshiftSession } from "./session-types.js";

/** Texts that are exact and independent of the machine, and names that keep their case. */
const SETUP = [
  "SET timezone TO 'UTC'",
  "SET datestyle TO 'ISO, MDY'",
  "SET extra_float_digits TO 2",
  "SET enable_case_sensitive_identifier TO true",
];

/** Redshift uses PostgreSQL's protocol, so the client is `pg`. */
export async function openRedshift(
  connection: ConnectionSetting,
  signal: AbortSignal,
  note: (message: string) => void,
): Promise<RedshiftSession> {
  return overPg(await openSession({ connection, label: "redshift", setup: SETUP, signal, note }));
}

export function overPg({ client, close }: OpenSession): RedshiftSession {
  const asText = { types: { getTypeParser: () => (value: string) => value }, rowMode: "array" };
  return {
    async query(text, values = []) {
      const result = (await client.query({ text, values: [...values], ...asText } as never)) as unknown as { rows?: (string | null)[][] };
      return { rows: result.rows ?? [] };
    },
    close,
  };
}
