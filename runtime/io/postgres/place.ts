// The table of an asset: determined by the rules of names before it is stored, and by its record afterwards.
import { tableAddress, tableName, tableSchema } from "../../contract/address.js";
import { type InputContext, MissingValueError, type OutputContext } from "../../sdk/io-manager.js";
import { emptyArrow } from "../parquet/table.js";
import { addressOf } from "./connection.js";
import type { ConnectionSetting } from "./connection-setting.js";

/** The kind of server, as in records and addresses. */
export type ServerName = "postgres" | "redshift";

export interface Place {
  readonly server: ServerName;
  /** Null when only a run knows the connection. */
  readonly database: string | null;
  readonly schema: string;
  readonly table: string;
}

/** The columns that contain the position of a row in its table (or in the part of it). */
export const POSITION = ["millrace_part", "millrace_position"] as const;

export interface Placing {
  readonly server: ServerName;
  readonly connection: ConnectionSetting;
  /** The manager's schema. */
  readonly schema: string | undefined;
}

type Placed = Pick<OutputContext, "assetKey" | "metadata">;

const SCHEMES = { postgres: "postgresql", redshift: "redshift" } as const;

/** The schema of the asset's metadata, of the manager, of the key's prefix, or `public`. */
export function placeOf({ assetKey, metadata }: Placed, { server, connection, schema }: Placing): Place {
  const key = assetKey.toString();
  const own = typeof metadata.schema === "string" ? metadata.schema : undefined;
  const database = addressOf(connection)?.replace(/^postgresql:/, `${SCHEMES[server]}:`) ?? null;
  return { server, database, schema: tableSchema(key, own, schema, "public"), table: tableName(key) };
}

/** The schema and table in the record, in this manager's database. Without a record (an external asset), those by the rules. */
export function placeOfStored({ assetKey, upstreamOutput }: InputContext, placing: Placing): Place {
  const { materialization, metadata, external } = upstreamOutput;
  const place = placeOf({ assetKey, metadata }, placing);
  if (materialization?.stored == null) {
    if (external) return place;
    throw missingTable({ assetKey, upstreamOutput }, place);
  }
  const { format, details = {}, storedAt } = materialization.stored;
  const { schema, table } = details;
  if (format === place.server && typeof schema === "string" && typeof table === "string") return { ...place, schema, table };
  throw new Error(
    `[${place.server}] ${assetKey} was stored by ${materialization.manager} at ${storedAt}, which is not a table of this manager. Materialize it again: millrace materialize ${assetKey}`,
  );
}

export function missingTable(
  { assetKey, upstreamOutput }: Pick<InputContext, "assetKey" | "upstreamOutput">,
  place: Place,
): MissingValueError {
  const error = new MissingValueError(assetKey, addressOfTable(place), upstreamOutput.external);
  error.nothing = emptyArrow;
  return error;
}

export function addressOfTable({ server, database, schema, table }: Place): string {
  return tableAddress(database ?? `${SCHEMES[server]}://?`, schema, table);
}
