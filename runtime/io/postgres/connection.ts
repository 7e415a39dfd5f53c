// Opens a connection to a PostgreSQL server: shows its address, waits for a server that restarts, and explains errors.

import pRetry from "p-retry";
import type { Client, ClientConfig } from "pg";
import { EnvVar, readSetting } from "../../sdk/env-var.js";
import type { ConnectionSetting } from "./connection-setting.js";

export interface Session {
  readonly client: Client;
  /** The manager's name in messages. */
  readonly label: string;
}

export interface SessionOptions {
  readonly connection: ConnectionSetting;
  readonly label: string;
  /** Statements that make the texts in the session unambiguous. */
  readonly setup: readonly string[];
  readonly signal?: AbortSignal;
  readonly note?: (message: string) => void;
}

/** Makes every text of a session exact and independent of the machine: UTC, ISO dates, hexadecimal bytes, shortest exact floats. */
export const EXACT_SESSION: readonly string[] = [
  "set timezone = 'UTC'",
  "set datestyle = 'ISO, MDY'",
  "set intervalstyle = 'iso_8601'",
  "set bytea_output = 'hex'",
  "set extra_float_digits = 3",
];

export interface OpenSession extends Session {
  close(): Promise<void>;
}

/** Runs `work` with a separate connection, which is closed at the end. When the run is canceled, the connection is cut. */
export async function withSession<T>(options: SessionOptions, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await openSession(options);
  try {
    return await work(session);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    await session.close();
  }
}

/** A separate connection, which the caller closes. Closing it cuts a running statement. */
export async function openSession(options: SessionOptions): Promise<OpenSession> {
  const { signal, label } = options;
  signal?.throwIfAborted();
  const client = await connect(options);
  const cut = () => destroy(client);
  signal?.addEventListener("abort", cut, { once: true });
  const close = async () => {
    signal?.removeEventListener("abort", cut);
    await closeQuietly(client);
  };
  try {
    for (const statement of options.setup) await client.query(statement);
    return { client, label, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Cuts the connection: the server undoes uncommitted changes. */
export function destroy(client: Client): void {
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}

async function closeQuietly(client: Client): Promise<void> {
  const stream = (client as unknown as { connection: { stream: { destroyed: boolean } } }).connection.stream;
  if (!stream.destroyed) await client.end().catch(() => undefined);
}

async function connect(options: SessionOptions): Promise<Client> {
  const { Client } = await importPg(options.label);
  const config = configOf(options.connection);
  let told = false;
  const attempt = async () => {
    const client = new Client(config);
    // Reports a connection that breaks between two statements. The next statement fails with the same error.
    client.on("error", () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      destroy(client);
      throw Object.assign(error as Error, { where: whereOf(client) });
    }
  };
  return pRetry(attempt, {
    retries: 7,
    minTimeout: 100,
    factor: 2,
    maxTimeout: 2000,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    shouldRetry: ({ error }: { error: Error }) => isConnectionTrouble(error),
    onFailedAttempt: ({ error }: { error: Error }) => {
      if (told || !isConnectionTrouble(error)) return;
      told = true;
      const { where } = error as Error & { where?: string };
      options.note?.(scrubbed(`[${options.label}] waiting for ${where}: ${reasonOf(error)}`, config));
    },
  }).catch((error: Error & { where?: string }) => {
    options.signal?.throwIfAborted();
    throw new Error(
      scrubbed(`[${options.label}] cannot connect to ${error.where ?? addressOf(options.connection)}: ${reasonOf(error)}`, config),
      {
        cause: scrubbedError(error, config),
      },
    );
  });
}

/** The client's settings. A string is passed on as it is, so that every parameter of the address works. */
function configOf(connection: ConnectionSetting): ClientConfig {
  const common = { application_name: "millrace", keepAlive: true, connectionTimeoutMillis: 15_000 };
  if (typeof connection === "string" || connection instanceof EnvVar) return { connectionString: readSetting(connection), ...common };
  const { password, ssl, ...rest } = connection;
  return {
    ...rest,
    ...common,
    ...(password === undefined ? {} : { password: readSetting(password) }),
    ...(ssl === undefined ? {} : { ssl: ssl as NonNullable<ClientConfig["ssl"]> }),
  };
}

function whereOf(client: Client): string {
  return `${client.host}:${client.port}/${client.database ?? ""} as ${client.user ?? "?"}`;
}

/**
 * `postgresql://host:port/database` without user, password and parameters: the part of an address that may be shown. It reads only the
 * environment variable of the connection; null when that variable is not set.
 */
export function addressOf(connection: ConnectionSetting): string | null {
  if (typeof connection === "string") return addressOfUrl(connection);
  if (connection instanceof EnvVar) return process.env[connection.name] === undefined ? null : addressOfUrl(connection.get());
  const { PGHOST, PGPORT, PGDATABASE, PGUSER } = process.env;
  const database = connection.database ?? PGDATABASE ?? connection.user ?? PGUSER ?? "";
  return written(connection.host ?? PGHOST ?? "localhost", String(connection.port ?? PGPORT ?? 5432), database);
}

function addressOfUrl(text: string): string {
  try {
    const url = new URL(text);
    const host = url.hostname === "" ? (url.searchParams.get("host") ?? "localhost") : url.hostname;
    return written(host, url.port === "" ? (url.searchParams.get("port") ?? "5432") : url.port, url.pathname.replace(/^\//, ""));
  } catch {
    return "postgresql://?";
  }
}

function written(host: string, port: string, database: string): string {
  return `postgresql://${host.startsWith("/") ? encodeURIComponent(host) : host}:${port}/${database}`;
}

/** Removes the password from messages of the library or the server. */
function scrubbed(message: string, { connectionString, password }: ClientConfig): string {
  const secrets = [typeof password === "string" ? password : "", ...passwordsOf(connectionString)].filter((secret) => secret !== "");
  const withoutUrl = connectionString === undefined ? message : message.replaceAll(connectionString, "the address");
  return secrets.reduce((text, secret) => text.replaceAll(secret, "***"), withoutUrl);
}

function scrubbedError(error: Error, config: ClientConfig): Error {
  const clean = new Error(scrubbed(error.message, config));
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? Object.assign(clean, { code }) : clean;
}

function passwordsOf(connectionString: string | undefined): string[] {
  if (connectionString === undefined) return [];
  const raw = /^[a-z]+:\/\/[^/?#]*?:([^@]*)@/i.exec(connectionString)?.[1] ?? "";
  const asParameter = /[?&]password=([^&#]*)/.exec(connectionString)?.[1] ?? "";
  return [raw, asParameter].flatMap((text) => [text, decoded(text)]);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** SQLSTATE of the server, or the system's code for a failed connection. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}

const CONNECTION_CODES: ReadonlySet<string> = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EPIPE", "ENOENT", "EHOSTUNREACH", "ENETUNREACH", "EAI_AGAIN"],
  // Starting up, shutting down, crashed, too many connections.
  ...["57P01", "57P02", "57P03", "53300", "08000", "08003", "08006"],
]);

/** The server is unreachable or restarting, so a retry may help. */
export function isConnectionTrouble(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isConnectionTrouble);
  return (
    CONNECTION_CODES.has(codeOf(error)) ||
    /Connection terminated|timeout expired|not queryable|Client was closed/i.test((error as Error)?.message)
  );
}

/** Two transactions conflicted, so a retry may succeed. Redshift reports it in its message. */
export function isConflict(error: unknown): boolean {
  return ["40001", "40P01", "55P03"].includes(codeOf(error)) || /Serializable isolation violation/i.test((error as Error)?.message ?? "");
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection is refused. Start the server, or correct host and port.",
  ENOTFOUND: "the host does not exist. Correct its name.",
  ETIMEDOUT: "the host does not answer. Check the network, or correct host and port.",
  ENOENT: "the socket does not exist. Start the server, or correct the host.",
  "28P01": "the password is wrong. Correct it.",
  "28000": "the server does not accept this user. Allow the user in pg_hba.conf, or give another user.",
  "3D000": "the database does not exist. Create it, or correct the name.",
  "53300": "the server has no connection left. Raise max_connections, or run fewer assets at once.",
  "57P03": "the server is starting up. Try again.",
};

function reasonOf(error: Error): string {
  const inner = error instanceof AggregateError ? (error.errors as Error[])[0] : error;
  const reason = REASONS[codeOf(inner)];
  if (reason !== undefined) return reason;
  if (/SCRAM|password must be a string/i.test(inner?.message ?? "")) return "the server requires a password. Give one.";
  return inner?.message ?? error.message;
}

/** `pg` is an optional dependency, imported on first use. */
export async function importPg(label: string): Promise<typeof import("pg")> {
  try {
    return (await import("pg")).default as unknown as typeof import("pg");
  } catch (cause) {
    throw new Error(`[${label}] needs the package pg. Install it: npm install pg pg-copy-streams`, { cause });
  }
}
