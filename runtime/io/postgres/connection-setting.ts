// The user's setting for a server. It is separate from the connection, whose types come from an optional package.
import type { EnvVar } from "../../sdk/env-var.js";

/** A connection in parts. Missing parts come from `PGHOST` and the related variables, as in every PostgreSQL client. */
export interface PostgresConnection {
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly user?: string;
  readonly password?: string | EnvVar;
  /** `true`: TLS with a verified certificate; or the options of Node's `tls.connect`. */
  readonly ssl?: boolean | Readonly<Record<string, unknown>>;
}

/** `postgresql://user:password@host:port/database`, an environment variable that contains it, or the parts. */
export type ConnectionSetting = string | EnvVar | PostgresConnection;
