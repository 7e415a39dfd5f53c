// Stores any value below any root: the value determines the format, and the asset's key the address.
import type { FileExtension, Form } from "../../contract/asset.js";
import { isFormat } from "../../contract/row-formats.js";
import type { StoredAs } from "../../contract/run.js";
import type { EnvVar } from "../../sdk/env-var.js";
import {
  type DescribeContext,
  type Described,
  type InputContext,
  type IOManager,
  MissingValueError,
  managerName,
  type OutputContext,
  type Preview,
  type Verified,
} from "../../sdk/io-manager.js";
import { asExternal } from "../derived-context.js";
import { decodeFile, encodeValue, type FileSource, firstRows, isReadable } from "../files/file-formats.js";
import { encodeAs, formatAsked } from "../files/row-formats.js";
import { type Located, labelOf, missing, StoredFiles } from "../files/stored-files.js";
import { isRows } from "../values/cells.js";
import { AbsentObjectError } from "./object-store.js";
import type { ObjectStoreOptions } from "./open-store.js";

export interface ObjectStoreIOManagerOptions extends ObjectStoreOptions {
  /** `s3://bucket/prefix`, `gs://bucket/prefix`, `az://container/prefix`, `file:///folder`, or a folder of the project. */
  readonly uri: string | EnvVar;
}

const EXTENSIONS: readonly FileExtension[] = [".json", ".parquet", ".npy", ".bin", ".v8", ".csv", ".jsonl"];

/**
 * Stores a value as `<uri>/<key parts>.<ext>`, a partition as `<uri>/<key parts>/<dimension>=<key>.<ext>`: JSON-safe values as `.json`,
 * Arrow tables as `.parquet`, typed and n-d arrays as `.npy`, bytes as `.bin`, and all other values that structured clone supports as
 * `.v8`. Batches of rows become one JSON array, which is written and read in pieces. An asset's `metadata: { format: "csv" }` (or
 * `"jsonl"`, `"parquet"`) stores rows in that format, and loads them with their original kinds of cells.
 */
export class ObjectStoreIOManager implements IOManager {
  readonly supportedForms: readonly Form[] = ["value", "table", "batches"];
  readonly #files: StoredFiles;

  constructor(options: ObjectStoreIOManagerOptions) {
    if (options?.uri === undefined)
      throw new TypeError('ObjectStoreIOManager needs a uri. Write new ObjectStoreIOManager({ uri: "s3://bucket/prefix" }).');
    const { uri, ...rest } = options;
    this.#files = new StoredFiles(uri, rest);
  }

  async handleOutput(context: OutputContext, value: unknown): Promise<StoredAs> {
    const stem = await this.#stemFor(context);
    const format = formatAsked(context.metadata);
    const encoded = format === null ? encodeValue(value) : encodeAs(format, value, context.declared.columns ?? []);
    const { extension, chunks, rows, details } = await encoded;
    const removeOld = await this.#removalOfOther(context, stem, stem + extension);
    const outgoing = { name: stem + extension, format: extension.slice(1), content: chunks, rows };
    const stored = await this.#files.write(context, { ...outgoing, ...(details === undefined ? {} : { details }) });
    if (removeOld !== null) context.onRecorded(removeOld);
    return stored;
  }

  async loadInput(context: InputContext): Promise<unknown> {
    const found = await this.#find(context);
    const { declared } = context;
    const value = await explained(found, async () => decodeFile(this.#source(found, context), context));
    return declared.form === "batches" ? explainedBatches(found, value as AsyncIterable<unknown[]>) : value;
  }

  async preview(context: InputContext, rows: number): Promise<Preview> {
    const found = await this.#find(context);
    const first = await explained(found, () => firstRows(this.#source(found, context), context, rows));
    if (hasRows(first)) return { kind: "rows", rows: first };
    const value = await this.loadInput({ ...context, declared: { form: "value" } });
    return hasRows(value) ? { kind: "rows", rows: value.slice(0, rows) } : { kind: "value", value };
  }

  describe(context: DescribeContext): Described {
    const stored = context.materialization?.stored;
    if (stored != null) return { storedAt: stored.storedAt };
    const { format } = context.metadata;
    const extension = isFormat(format) ? `.${format}` : (context.declared.extension ?? "");
    return { storedAt: this.#files.addressOf(this.#files.stemOf(context) + extension, context.projectDir) };
  }

  async exists(context: InputContext): Promise<boolean> {
    const found = await this.#find(context).catch(() => null);
    return found !== null && (await found.store.head(found.name, context.signal)) !== null;
  }

  async adopt(context: InputContext): Promise<StoredAs | null> {
    try {
      const { store, name, address, extension } = await this.#find(asExternal(context));
      const head = await store.head(name, context.signal);
      return { storedAt: address, format: extension.slice(1), ...(head === null ? {} : { bytes: head.size }) };
    } catch (error) {
      if (error instanceof MissingValueError) return null;
      throw error;
    }
  }

  async remove(context: InputContext): Promise<void> {
    const { store, name } = await this.#find(context);
    await store.delete(name, context.signal);
  }

  async copy(from: InputContext, to: DescribeContext): Promise<StoredAs> {
    const found = await this.#find(from);
    return this.#files.copy(found, this.#files.stemOf(to) + found.extension, from);
  }

  async verify(context: InputContext): Promise<Verified> {
    try {
      const stored = context.upstreamOutput.materialization?.stored ?? null;
      const found = await this.#find(context);
      const verified = await this.#files.compare(found, stored, context.signal);
      if (verified.ok) await explained(found, () => isReadable(this.#source(found, context), { ...context, declared: { form: "value" } }));
      return verified;
    } catch (error) {
      return { ok: false, reason: (error as Error).message };
    }
  }

  close(): Promise<void> {
    return this.#files.close();
  }

  #source(found: FoundFile, context: InputContext): FileSource {
    return {
      extension: found.extension,
      details: found.details,
      size: context.upstreamOutput.materialization?.stored?.bytes ?? 0,
      bytes: () => this.#files.read(found, context),
      stream: () => this.#files.stream(found, context),
      parts: () => this.#files.parts(found, context),
    };
  }

  /** The object in the record; for an external asset, the only existing one. */
  async #find(context: InputContext): Promise<FoundFile> {
    const { projectDir, assetKey } = context;
    const { materialization, external } = context.upstreamOutput;
    if (materialization?.stored != null) {
      const { storedAt, format, details = {} } = materialization.stored;
      const extension = `.${format}` as FileExtension;
      if (!EXTENSIONS.includes(extension))
        throw new Error(
          `[${labelOf(await this.#files.at(storedAt, projectDir).catch(() => this.#rootOf(projectDir)))}] ${assetKey} was stored by ${materialization.manager ?? "another manager"} at ${storedAt}, which is not a file of this manager. Materialize it again: millrace materialize ${assetKey}`,
        );
      return { ...(await this.#files.at(storedAt, projectDir)), extension, details };
    }
    const stems = this.#stemsOf(context);
    if (!external) throw missing(context, this.#files.addressOf(`${stems[0]}.*`, projectDir));
    const names = await this.#namesThere(stems, context);
    const addresses = names.map((name) => this.#files.addressOf(name, projectDir));
    const [name, address] = [names[0], addresses[0]];
    if (name === undefined || address === undefined) {
      const looked = stems.length === 1 ? EXTENSIONS.map((each) => stems[0] + each) : stems.map((stem) => `${stem}.*`);
      throw missing(context, looked.map((each) => this.#files.addressOf(each, projectDir)).join(", "));
    }
    const located = { store: await this.#files.open(projectDir), name, address };
    if (names.length > 1)
      throw new Error(`[${labelOf(located)}] ${assetKey} could be any of ${addresses.join(", ")}. Keep one, and remove the others.`);
    return { ...located, extension: name.slice(name.lastIndexOf(".")) as FileExtension, details: {} };
  }

  /** The possible names of a value below the root, without extension: the current name and, on disks, the name in versions up to 0.3. */
  #stemsOf(context: InputContext | OutputContext): string[] {
    const former = this.#files.former(context);
    return [this.#files.stemOf(context), ...(former === null ? [] : [this.#files.stemOf(former)])];
  }

  /** The name of a new value. A value under its former name is replaced there. */
  async #stemFor(context: OutputContext): Promise<string> {
    const stems = this.#stemsOf(context);
    const [stem = "", former] = stems;
    if (former === undefined) return stem;
    const storedAt = context.previous?.stored?.storedAt;
    const isAt = (each: string) => EXTENSIONS.some((extension) => this.#files.addressOf(each + extension, context.projectDir) === storedAt);
    const recorded = stems.find(isAt);
    return recorded ?? ((await this.#namesThere([former], context)).length > 0 ? former : stem);
  }

  /** The stored objects with these names and any extension. */
  async #namesThere(stems: readonly string[], { projectDir, signal }: InputContext | OutputContext): Promise<string[]> {
    const store = await this.#files.open(projectDir);
    const names = stems.flatMap((stem) => EXTENSIONS.map((extension) => stem + extension));
    const heads = await Promise.all(names.map((name) => store.head(name, signal)));
    return names.filter((_, at) => heads[at] !== null);
  }

  async #rootOf(projectDir: string): Promise<Located> {
    return { store: await this.#files.open(projectDir), name: "", address: "" };
  }

  /**
   * A function that removes the object of the old record after the new one is durable, if this manager wrote it here in another format;
   * null when there is nothing to remove. An object that another run has written there meanwhile stays, because another record refers to
   * it.
   */
  async #removalOfOther(context: OutputContext, stem: string, name: string): Promise<(() => Promise<void>) | null> {
    const old = context.previous?.stored;
    if (old == null || context.previous?.manager !== managerName(this)) return null;
    const extension = EXTENSIONS.find((each) => this.#files.addressOf(stem + each, context.projectDir) === old.storedAt);
    if (extension === undefined || stem + extension === name) return null;
    const store = await this.#files.open(context.projectDir);
    const located = { store, name: stem + extension, address: old.storedAt };
    const before = await store.head(located.name, context.signal);
    return async () => {
      const now = await store.head(located.name);
      if (now === null || now.etag !== before?.etag || !(await this.#files.compare(located, old)).ok) return;
      await store.delete(located.name);
    };
  }
}

interface FoundFile extends Located {
  readonly extension: FileExtension;
  readonly details: Readonly<Record<string, unknown>>;
}

/** An empty result could be any kind of empty value. */
function hasRows(value: unknown): value is Record<string, unknown>[] {
  return isRows(value) && value.length > 0;
}

/** Adds the address to errors of decoders. A store's own errors contain it already. */
async function explained<T>(found: FoundFile, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw cannotRead(found, cause);
  }
}

async function* explainedBatches(found: FoundFile, batches: AsyncIterable<unknown[]>): AsyncGenerator<unknown[]> {
  try {
    yield* batches;
  } catch (cause) {
    throw cannotRead(found, cause);
  }
}

function cannotRead(found: FoundFile, cause: unknown): Error {
  const { name, message } = cause as Error;
  if (name === "MissingValueError" || name === "StoreError" || cause instanceof AbsentObjectError) return cause as Error;
  return new Error(`[${labelOf(found)}] cannot read ${found.address}: ${message}`, { cause });
}
