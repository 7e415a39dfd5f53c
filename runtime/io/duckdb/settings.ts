// The setup with which a DuckDBIOManager opens its database: settings, extensions and other databases. It is validated before DuckDB gets it.
import { onDisk } from "../../disk/state-folder.js";
import { EnvVar, readSetting } from "../../sdk/env-var.js";
import { nearest } from "../../sdk/nearest.js";

/** Settings of DuckDB, by DuckDB's names (https://duckdb.org/docs/configuration/overview). */
export interface DuckDBSettings {
  /** The maximum memory of queries, such as `"4GB"`; default: 80% of the machine's memory. */
  readonly memory_limit?: string | EnvVar;
  /** The number of threads of a query; default: the number of cores. */
  readonly threads?: number | EnvVar;
  /** The folder for data of queries that does not fit in memory, relative to the project; default: beside the database. */
  readonly temp_directory?: string | EnvVar;
  /** The maximum size of that data, such as `"20GB"`. */
  readonly max_temp_directory_size?: string | EnvVar;
}

/** Another DuckDB file that queries may read under its name: `select * from prices.main.today`. */
export interface DuckDBAttachment {
  readonly name: string;
  /** The file, relative to the project. */
  readonly database: string | EnvVar;
}

export interface DuckDBSetupOptions {
  readonly settings?: DuckDBSettings;
  /** Extensions to load, by name. They are never downloaded: install them once. */
  readonly extensions?: readonly string[];
  /** Other databases, read-only. */
  readonly attach?: readonly DuckDBAttachment[];
}

/** The setup in one project: with absolute paths and the values of variables. */
export interface DuckDBSetup {
  /** `shown` is for messages: the value of a variable is never printed. */
  readonly settings: readonly { readonly name: string; readonly value: string; readonly shown: string }[];
  readonly extensions: readonly string[];
  readonly attach: readonly { readonly name: string; readonly path: string; readonly shown: string }[];
}

/** Throws a TypeError with the invalid option and a valid example. Variables are validated when they are read. */
export function checkSetup({ settings = {}, extensions = [], attach = [] }: DuckDBSetupOptions): void {
  if (typeof settings !== "object" || settings === null || Array.isArray(settings))
    throw mistake("settings", settings, '{ memory_limit: "4GB" }');
  for (const [name, value] of Object.entries(settings)) {
    if (!Object.hasOwn(CHECKS, name)) throw unknownSetting(name);
    if (value !== undefined && !(value instanceof EnvVar)) checkValue(name, value);
  }
  if (!Array.isArray(extensions)) throw mistake("extensions", extensions, '["spatial"]');
  for (const name of extensions)
    if (typeof name !== "string" || !/^[a-z][a-z0-9_]*$/i.test(name)) throw mistake("extensions", name, 'names such as "spatial"');
  if (!Array.isArray(attach)) throw mistake("attach", attach, ATTACHMENT);
  const names = new Set<string>();
  for (const each of attach) {
    const { name, database }: Partial<DuckDBAttachment> = each ?? {};
    if (typeof name !== "string" || !(typeof database === "string" || database instanceof EnvVar))
      throw mistake("attach", each, ATTACHMENT);
    if (!/^[a-z_][a-z0-9_]*$/i.test(name) || /^(main|temp|system|millrace_.*)$/i.test(name))
      throw mistake("attach", name, 'a name of letters, digits and _ that is not DuckDB\'s own (main, temp, system), such as "prices"');
    if (names.has(name.toLowerCase()))
      throw new TypeError(`[duckdb] attach contains "${name}" twice (upper and lower case count as equal). Rename one.`);
    names.add(name.toLowerCase());
  }
}

/** The options for one project. */
export function setupOf(options: DuckDBSetupOptions, projectDir: string): DuckDBSetup {
  const settings = Object.entries(options.settings ?? {}).flatMap(([name, value]: [string, unknown]) => {
    if (value === undefined) return [];
    const read = value instanceof EnvVar ? checkValue(name, value.get(), value) : checkValue(name, value);
    return [
      { name, value: name === "temp_directory" ? onDisk(projectDir, read) : read, shown: value instanceof EnvVar ? String(value) : read },
    ];
  });
  const attach = (options.attach ?? []).map(({ name, database }) => {
    const shown = readSetting(database);
    return { name, path: onDisk(projectDir, shown), shown };
  });
  const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);
  return {
    settings: settings.sort(byName),
    extensions: [...new Set((options.extensions ?? []).map((name) => name.toLowerCase()))].sort(),
    attach: attach.sort(byName),
  };
}

/** Different setups have different keys. */
export const setupKey = (setup: DuckDBSetup): string => JSON.stringify([setup.settings, setup.extensions, setup.attach]);

/** For messages. */
export function writtenSetup({ settings, extensions, attach }: DuckDBSetup): string {
  const parts = [
    ...settings.map(({ name, shown }) => `${name} ${shown}`),
    ...(extensions.length > 0 ? [`the extensions ${extensions.join(", ")}`] : []),
    ...attach.map(({ name, shown }) => `${shown} attached as ${name}`),
  ];
  return parts.length === 0 ? "no settings" : parts.join(", ");
}

const ATTACHMENT = '{ name: "prices", database: "data/prices.duckdb" }';
const SIZE = /^\d+(\.\d+)?\s*([kmgt]i?b|b)$/i;
const isSize = (value: unknown): boolean => typeof value === "string" && SIZE.test(value.trim()) && Number.parseFloat(value) > 0;

/** For each setting: a test, and a description of valid values. */
const CHECKS: Readonly<Record<string, { readonly fits: (value: unknown) => boolean; readonly right: string }>> = {
  memory_limit: { fits: isSize, right: 'a size such as "4GB"' },
  max_temp_directory_size: { fits: isSize, right: 'a size such as "20GB"' },
  threads: {
    fits: (value) => typeof value === "number" && Number.isSafeInteger(value) && value > 0 && value <= 65_536,
    right: "a whole number from 1, such as 4",
  },
  temp_directory: {
    fits: (value) => typeof value === "string" && value.trim() !== "" && !value.includes("\0"),
    right: 'a folder such as "data/tmp"',
  },
};

/** The value as text. */
function checkValue(name: string, value: unknown, variable?: EnvVar): string {
  const { fits, right } = CHECKS[name] as (typeof CHECKS)[string];
  const read = variable !== undefined && name === "threads" && /^\d+$/.test(String(value)) ? Number(value) : value;
  if (fits(read)) return String(read);
  // The value of a variable is never printed.
  if (variable !== undefined)
    throw new TypeError(
      `[duckdb] the setting ${name} has the value of the environment variable ${variable.name}, which is not valid. Set it to ${right}.`,
    );
  throw mistake(`the setting ${name}`, value, right);
}

function mistake(what: string, value: unknown, right: string): TypeError {
  const shown = typeof value === "bigint" ? `${value}n` : (JSON.stringify(value) ?? String(value));
  return new TypeError(`[duckdb] ${what} is ${shown.slice(0, 80)}, which is not valid. Write ${right}.`);
}

function unknownSetting(name: string): TypeError {
  const known = Object.keys(CHECKS);
  const near = nearest(name, known);
  const remedy = near === null ? `Known: ${known.join(", ")}.` : `Did you mean ${near}?`;
  return new TypeError(`[duckdb] "${name.slice(0, 80)}" is not a setting that a manager can set. ${remedy}`);
}
