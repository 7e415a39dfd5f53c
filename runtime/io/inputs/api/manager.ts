// Loads JSON from an HTTP API: all pages together, or page by page.
import type { DeclaredColumn, Form } from "../../../contract/asset.js";
import type { AssetKey } from "../../../sdk/asset-key.js";
import { EnvVar, readSetting } from "../../../sdk/env-var.js";
import { type InputContext, type InputManager, MissingValueError, type Preview } from "../../../sdk/io-manager.js";
import { exactCell, exactNumberIn } from "../../values/exact-json.js";
import { at, firstPage, nextPage, type Paging } from "./paging.js";
import { type PartitionParameters, partitionValues } from "./partition-parameters.js";
import { getJson, type JsonAnswer, type JsonRequest, NothingThereError, say } from "./request.js";
import { decoded, withoutSecrets } from "./secrets.js";

export type { PageSize, Paging } from "./paging.js";
export type { PartitionParameters } from "./partition-parameters.js";

export interface ApiInputManagerOptions {
  readonly baseUrl: string | EnvVar;
  /** The path of an asset below `baseUrl`. Default: the key's parts. `metadata.path` of the `ins` entry or the asset has priority. */
  readonly path?: (assetKey: AssetKey) => string;
  /** The `Authorization` header. */
  readonly auth?: { readonly bearer: string | EnvVar } | { readonly user: string | EnvVar; readonly password: string | EnvVar };
  readonly headers?: Readonly<Record<string, string | EnvVar>>;
  /** Query parameters. Those in `metadata.query` of the `ins` entry are added. */
  readonly query?: Readonly<Record<string, string | number | boolean | EnvVar>>;
  /** Where the body contains the rows, such as `data.items`. Default: the body is the rows (or the value, without paging). */
  readonly rows?: string;
  /** How pages follow each other. Default: there is one page. */
  readonly paging?: Paging;
  /** How one partition is requested. */
  readonly partition?: PartitionParameters;
  /** Retries after 408, 429, 5xx and failed connections. Default: 5. */
  readonly retries?: number;
  /** The timeout of one attempt. Default: 60,000. */
  readonly timeoutMs?: number;
  /** The longest accepted `Retry-After` pause. Default: 120,000. */
  readonly maxWaitMs?: number;
  /** The maximum size of one answer. Default: 64 MiB. */
  readonly maxBytes?: number;
  /** The maximum number of pages. Default: 100,000. More pages are treated as an endless server. */
  readonly maxPages?: number;
}

/**
 * Loads with GET: `value` is the rows of all pages (or the one body), `batches` returns a page at a time. JSON has no dates and no bigints:
 * where the parameter's type declares one, ISO texts become Date and whole numbers bigint. 404 and 410 mean a missing value.
 */
export class ApiInputManager implements InputManager {
  readonly supportedForms: readonly Form[] = ["value", "batches"];
  readonly #options: ApiInputManagerOptions;

  constructor(options: ApiInputManagerOptions) {
    if (options?.baseUrl === undefined)
      throw new TypeError('ApiInputManager needs a baseUrl. Write new ApiInputManager({ baseUrl: "https://api.example.com/v1" }).');
    this.#options = options;
  }

  async loadInput(context: InputContext): Promise<unknown> {
    if (context.declared.form === "batches") return this.#pages(context);
    const { rows, paging } = this.#options;
    const request = this.#request(context);
    if (paging === undefined && rows === undefined) {
      const { body } = await this.#get(request, context);
      return isRows(body) ? shaped(body, context) : withoutRows(body, request, context);
    }
    const all: unknown[] = [];
    for await (const page of this.#pages(context)) for (const row of page) all.push(row);
    return all;
  }

  async preview(context: InputContext, rows: number): Promise<Preview> {
    const request = this.#request(context);
    const { body } = await this.#get({ ...request, url: firstPage(request.url, this.#options.paging) }, context);
    const found = this.#options.rows === undefined ? body : at(body, this.#options.rows);
    return isRows(found) ? { kind: "rows", rows: shaped(found, context).slice(0, rows) } : { kind: "value", value: found };
  }

  async *#pages(context: InputContext): AsyncGenerator<Record<string, unknown>[]> {
    const { paging, maxPages = 100_000 } = this.#options;
    const base = this.#request(context);
    const seen = new Set<string>();
    let url: URL | null = firstPage(base.url, paging);
    while (url !== null) {
      const request: JsonRequest = { ...base, url };
      if (seen.has(url.href))
        throw new Error(say(request, "paging leads to this page a second time, so it would never end. Correct paging."));
      if (seen.size >= maxPages)
        throw new Error(say(request, `there are more than maxPages (${maxPages}) pages. Correct paging, or raise maxPages.`));
      seen.add(url.href);
      const answer: JsonAnswer = await this.#get(request, context);
      const rows = this.#rowsOf(answer.body, request);
      if (rows.length > 0) yield shaped(rows, context);
      url = nextPage(url, paging, answer, rows.length, request);
    }
  }

  #rowsOf(body: unknown, request: JsonRequest): readonly Record<string, unknown>[] {
    const { rows: path } = this.#options;
    const rows = path === undefined ? body : at(body, path);
    if (isRows(rows)) return rows;
    const where = path === undefined ? "the body" : `${path} of the body`;
    const names =
      typeof body === "object" && body !== null && !Array.isArray(body) ? ` It has: ${Object.keys(body).slice(0, 12).join(", ")}.` : "";
    throw new Error(say(request, `${where} is not an array of objects, so there are no rows.${names} Correct the rows option.`));
  }

  async #get(request: JsonRequest, context: InputContext): Promise<JsonAnswer> {
    try {
      return await getJson(request);
    } catch (error) {
      if (!(error instanceof NothingThereError)) throw error;
      const key = context.hasPartitions ? context.partitionKey : undefined;
      throw new MissingValueError(context.assetKey, error.message, true, key);
    }
  }

  #request(context: InputContext): JsonRequest {
    const options = this.#options;
    const path = pathOf(context, options);
    const partition = partitionValues(context, options.partition, path);
    const filled = filledPath(path, partition.path, context);
    const url = new URL(`${readSetting(options.baseUrl).replace(/\/+$/, "")}/${filled.replace(/^\/+/, "")}`);
    const own = typeof context.metadata.query === "object" ? (context.metadata.query as Record<string, string>) : {};
    for (const [name, value] of Object.entries({ ...options.query, ...own, ...partition.query }))
      url.searchParams.set(name, value instanceof EnvVar ? value.get() : String(value));
    const headers = headersOf(options);
    if (url.username !== "" || url.password !== "") {
      // fetch refuses addresses with credentials. They are equivalent to this header.
      headers.authorization ??= basic(decoded(url.username), decoded(url.password));
      url.username = "";
      url.password = "";
    }
    return {
      url,
      headers,
      secrets: secretsOf(options, headers),
      signal: context.signal,
      note: (message) => context.log.warning(message),
      retries: options.retries ?? 5,
      timeoutMs: options.timeoutMs ?? 60_000,
      maxBytes: options.maxBytes ?? 64 * 1024 * 1024,
      maxWaitMs: options.maxWaitMs ?? 120_000,
    };
  }
}

function pathOf({ assetKey, metadata, upstreamOutput }: InputContext, options: ApiInputManagerOptions): string {
  for (const { path } of [metadata, upstreamOutput.metadata]) if (typeof path === "string") return path;
  return options.path?.(assetKey) ?? assetKey.path.map(encodeURIComponent).join("/");
}

/**
 * The path with the values of a partition. Throws if a value would mean a folder: every URL interprets `.` and `..` as folders, in any
 * encoding (WHATWG URL, 4.4).
 */
function filledPath(path: string, values: Readonly<Record<string, string>>, { assetKey }: InputContext): string {
  const segments = path.split("/").map((segment) => {
    const filled = segment.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      return value === undefined ? whole : encodeURIComponent(value);
    });
    if (filled !== segment && /^(?:\.|%2e){1,2}$/i.test(filled))
      throw new Error(
        `[api] the partition "${filled}" of ${assetKey} cannot be part of a path, where it means a folder. Give partition: { key: "…" }.`,
      );
    return filled;
  });
  return segments.join("/");
}

function headersOf({ auth, headers = {} }: ApiInputManagerOptions): Record<string, string> {
  const all: Record<string, string> = { accept: "application/json" };
  if (auth !== undefined && "bearer" in auth) all.authorization = `Bearer ${readSetting(auth.bearer)}`;
  else if (auth !== undefined) all.authorization = basic(readSetting(auth.user), readSetting(auth.password));
  for (const [name, value] of Object.entries(headers)) all[name.toLowerCase()] = readSetting(value);
  return all;
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

/** Everything that a server or a library may repeat in an error. */
function secretsOf({ auth, headers = {}, query = {}, baseUrl }: ApiInputManagerOptions, sent: Readonly<Record<string, string>>): string[] {
  const ofAuth =
    auth === undefined
      ? []
      : "bearer" in auth
        ? [readSetting(auth.bearer)]
        : [readSetting(auth.password), sent.authorization?.slice("Basic ".length) ?? ""];
  const variables = [...Object.values(headers), ...Object.values(query)].flatMap((value) => (value instanceof EnvVar ? [value.get()] : []));
  const { username, password } = new URL(readSetting(baseUrl));
  const ofUrl = password === "" ? [] : [password, decoded(password), basic(decoded(username), decoded(password)).slice(6)];
  return [...ofAuth, ...variables, ...ofUrl];
}

function isRows(value: unknown): value is readonly Record<string, unknown>[] {
  return Array.isArray(value) && value.every((row) => typeof row === "object" && row !== null && !Array.isArray(row));
}

/** Returns a body that is not rows unchanged. Throws if rows are declared: for example, a server may send an error with status 200. */
function withoutRows(body: unknown, request: JsonRequest, { declared }: InputContext): unknown {
  if (declared.columns !== undefined)
    throw new Error(
      say(
        request,
        `rows are declared, but the answer does not contain rows: ${excerptOf(body, request)}. Correct the path, or set the rows option to the place where they are.`,
      ),
    );
  const found = exactNumberIn(body);
  if (found === null) return body;
  throw new Error(
    say(
      request,
      `${found.path || "the answer"} is ${found.digits.slice(0, 60)}, which a number cannot represent exactly. Request it as text from the API.`,
    ),
  );
}

function excerptOf(body: unknown, { secrets }: JsonRequest): string {
  const text = withoutSecrets(JSON.stringify(body) ?? "nothing", secrets);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

function shaped(rows: readonly Record<string, unknown>[], { declared, columns }: InputContext): Record<string, unknown>[] {
  const byName = new Map((declared.columns ?? []).map((column) => [column.name, column]));
  const converted = (declared.columns ?? []).filter(({ kind }) => kind === "date" || kind === "bigint");
  return rows.map((given) => {
    const row = { ...given };
    // Only objects may be, or contain, a number that a JavaScript number cannot represent exactly.
    for (const [name, cell] of Object.entries(given))
      if (typeof cell === "object") row[name] = exactCell(cell, byName.get(name), name, "[api] ");
    const shapedRow = columns === undefined ? row : Object.fromEntries(columns.map((name) => [name, row[name] ?? null]));
    for (const column of converted) if (shapedRow[column.name] != null) shapedRow[column.name] = asDeclared(shapedRow[column.name], column);
    return shapedRow;
  });
}

function asDeclared(value: unknown, { name, kind }: DeclaredColumn): unknown {
  const converted = kind === "bigint" ? asBigint(value) : asDate(value);
  if (converted !== null) return converted;
  const wanted = kind === "date" ? "date (ISO 8601)" : "whole number";
  throw new Error(
    `[api] the field ${name} is ${JSON.stringify(value)?.slice(0, 60)}, which is not a ${wanted}. Declare it as ${typeof value}.`,
  );
}

function asBigint(value: unknown): bigint | null {
  if (typeof value === "bigint") return value;
  return Number.isSafeInteger(value) || (typeof value === "string" && /^-?\d+$/.test(value)) ? BigInt(value as string) : null;
}

/** A time without a zone is UTC, on every machine. */
function asDate(value: unknown): Date | null {
  const match =
    typeof value === "string"
      ? /^(?:[+-]\d{6}|\d{4})-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/.exec(value)
      : null;
  if (match === null) return null;
  const date = new Date(match[1] === undefined && match[0].length > 12 ? `${match[0]}Z` : match[0]);
  return Number.isNaN(date.getTime()) ? null : date;
}
