// A test double of Redshift: a real PostgreSQL with Redshift's types and functions, a COPY that reads the staged files from a real S3
// server and loads them in the same connection and transaction, and an UNLOAD that writes such files. Every statement is checked against
// Redshift's grammar before it runs. It cannot prove that a real cluster behaves the same.
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { parquetWriteBuffer } from "hyparquet-writer";
import type { ObjectStore } from "../../runtime/io/object-store/object-store.js";
import { EXACT_SESSION, openSession } from "../../runtime/io/postgres/connection.js";
import { copyRows } from "../../runtime/io/postgres/copy-in.js";
import { overPg } from "../../runtime/io/redshift/session.js";
import type { RedshiftSession } from "../../runtime/io/redshift/session-types.js";
import { type CopyStatement, recognise, type UnloadStatement } from "./redshift-grammar.js";

/** What Redshift has and PostgreSQL lacks. */
export const PRELUDE = `
create domain super as jsonb;
create function json_parse(text) returns jsonb language sql immutable as 'select $1::jsonb';
create function json_serialize(jsonb) returns text language sql immutable as 'select $1::text';
create function from_hex(text) returns bytea language sql immutable as $$select decode($1, 'hex')$$;
create function to_hex(bytea) returns text language sql immutable as $$select encode($1, 'hex')$$;
create view svv_columns as select table_schema::text, table_name::text, column_name::text, ordinal_position,
  case when domain_name = 'super' then 'super' when data_type = 'bytea' then 'binary varying' else data_type end as data_type
  from information_schema.columns where table_schema !~ '^pg_(temp|toast)';
`;

export interface DoubleOptions {
  readonly connection: string;
  /** The bucket of the staging address. */
  readonly bucket: ObjectStore;
  /** Every statement, in order. */
  readonly statements?: string[];
  /** Called before each statement. If it throws, the statement throws the same. */
  readonly before?: (text: string) => Promise<void> | void;
}

export function redshiftDouble({
  connection,
  bucket,
  statements,
  before,
}: DoubleOptions): (signal: AbortSignal) => Promise<RedshiftSession> {
  return async (signal) => {
    const session = await openSession({ connection, label: "redshift", setup: EXACT_SESSION, signal });
    const real = overPg(session);
    return {
      async query(text, values) {
        const { copy, unload } = recognise(text);
        statements?.push(text);
        await before?.(text);
        if (copy !== undefined) {
          await load(copy);
          return { rows: [] };
        }
        if (unload !== undefined) {
          await writeFiles(unload);
          return { rows: [] };
        }
        return real.query(text.replaceAll(/\bVARBYTE\(\d+\)/g, "bytea"), values);
      },
      close: real.close,
    };

    /** Writes two files, like two slices. */
    async function writeFiles({ select, prefix }: UnloadStatement): Promise<void> {
      const { fields, rows } = await session.client.query<Record<string, unknown>>({
        text: select,
        types: { getTypeParser: parserOf },
      } as never);
      const half = Math.ceil(rows.length / 2);
      for (const [at, part] of [rows.slice(0, half), rows.slice(half)].entries()) {
        const columnData = fields.map(({ name, dataTypeID }) => {
          const type = UNLOADED[dataTypeID];
          if (type === undefined) throw new Error(`UNLOAD: no Parquet type for ${name} (${dataTypeID})`);
          const data = part.map((row) => (row[name] === null ? null : type === "INT64" ? BigInt(row[name] as string) : row[name]));
          return { name, type, data, nullable: true };
        });
        await bucket.put(
          `${nameOf(prefix)}000${at}_part_00.parquet`,
          new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 1000 })),
        );
      }
    }

    async function load({ table, manifest }: CopyStatement): Promise<void> {
      const { rows: columns } = await real.query(
        `select attname, format_type(atttypid, null) from pg_attribute where attrelid = 'pg_temp.${table.replaceAll("'", "''")}'::regclass and attnum > 0 order by attnum`,
      );
      const { entries } = JSON.parse(Buffer.from(await bucket.get(nameOf(manifest))).toString()) as { entries: Entry[] };
      for (const { url, mandatory, meta } of entries) {
        const bytes = await bucket.get(nameOf(url));
        if (!mandatory || meta.content_length !== bytes.byteLength)
          throw new Error(`the manifest says ${meta.content_length} bytes of ${url}`);
        const file = bytes.slice().buffer;
        const fields = parquetMetadata(file).schema.slice(1);
        if (fields.length !== columns.length) throw new Error(`${url} has ${fields.length} columns and the table ${columns.length}`);
        for (const [at, field] of fields.entries()) checkFits(field, String(columns[at]?.[1]));
        const rows = await parquetReadObjects({ file, compressors });
        const encoded = columns.map(([, type], at) => ({ name: fields[at]?.name as string, kind: KINDS[String(type)]?.[1] as never }));
        const renamed = rows.map((row) => Object.fromEntries(columns.map(([name], at) => [String(name), row[fields[at]?.name as string]])));
        const named = encoded.map(({ kind }, at) => ({ name: String(columns[at]?.[0]), kind }));
        await copyRows(session, table, named, renamed);
      }
    }
  };

  function nameOf(address: string): string {
    const root = bucket.addressOf("");
    if (!address.startsWith(root)) throw new Error(`${address} does not lie in ${root}`);
    return address.slice(root.length);
  }
}

interface Entry {
  readonly url: string;
  readonly mandatory: boolean;
  readonly meta: { readonly content_length: number };
}

/** By the type of the staged table: the Parquet types that Redshift loads into it, and how its values are written. */
const KINDS: Readonly<Record<string, readonly [parquet: RegExp, kind: string]>> = {
  bigint: [/^INT64 $/, "bigint"],
  "double precision": [/^DOUBLE $/, "double"],
  boolean: [/^BOOLEAN $/, "boolean"],
  "character varying": [/^BYTE_ARRAY UTF8$/, "text"],
  "timestamp without time zone": [/^INT64 TIMESTAMP_(MILLIS|MICROS)$/, "timestamptz"],
};

function parserOf(oid: number): (text: string) => unknown {
  if (oid === 1114) return (text) => new Date(`${text.replace(" ", "T")}Z`);
  if (oid === 16) return (text) => text === "t";
  return oid === 701 ? Number : (text) => text;
}

/** By PostgreSQL's type: what UNLOAD writes for Redshift's type with that name. */
const UNLOADED: Readonly<Record<number, "BOOLEAN" | "INT64" | "DOUBLE" | "STRING" | "TIMESTAMP">> = {
  16: "BOOLEAN",
  20: "INT64",
  701: "DOUBLE",
  25: "STRING",
  1043: "STRING",
  1114: "TIMESTAMP",
};

function checkFits(field: { type?: string; converted_type?: string; name: string }, column: string): void {
  const written = `${field.type} ${field.converted_type ?? ""}`;
  if (KINDS[column]?.[0].test(written) !== true)
    throw new Error(`the Parquet column ${field.name} is ${written}, which does not load into ${column}`);
}
