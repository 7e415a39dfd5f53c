// How users say where a server is. Apart from the connection itself, whose types come from a package that need not be installed.
import type { EnvVar } from "../../sdk/env-var.js";

/** A connection in parts. What is absent comes from `PGHOST` and friends, as for every PostgreSQL client. */
export interface PostgresConnection {
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly user?: string;
  readonly password?: string | EnvVar;
  /** `true`: TLS with a certificate that is checked; an object as Node's `tls.connect` takes it. */
  readonly ssl?: boolean | Readonly<Record<string, unknown>>;
}

/** `postgresql://user:password@host:port/database`, a variable that holds one, or the parts. */
export type ConnectionSetting = string | EnvVar | PostgresConnection;
