// The base class of managers for custom formats: subclasses implement two methods, and values are stored on disk or in any object store.
import type { StoredAs } from "../../contract/run.js";
import type { EnvVar } from "../../sdk/env-var.js";
import type { DescribeContext, Described, InputContext, IOManager, OutputContext, Verified } from "../../sdk/io-manager.js";
import type { MetadataInput } from "../../sdk/metadata.js";
import { asExternal } from "../derived-context.js";
import { type Located, labelOf, missing, StoredFiles } from "../files/stored-files.js";
import type { Placed } from "../files/value-names.js";
import type { Bytes } from "../object-store/object-store.js";
import type { ObjectStoreOptions } from "../object-store/open-store.js";

export interface PathIOManagerOptions extends ObjectStoreOptions {
  /** `s3://bucket/prefix`, `gs://bucket/prefix`, `az://container/prefix`, `file:///folder`, or a folder of the project. */
  readonly uri: string | EnvVar;
}

/** What determines the address of a value. `partitions.pathOf(key)` returns segments that are safe below this root. */
export type PathContext = Pick<Placed, "assetKey" | "partitions" | "projectDir">;

/**
 * Stores each value, and each partition, as one file: `dump` makes its bytes, `load` reads them. Everything else is done here: writing
 * in one step, retries, hashes, records, addresses, partitions. Override `pathFor` and `metadataFor` for other places and more metadata.
 */
export abstract class PathIOManager<T = unknown> implements IOManager<T> {
  /** With its dot: `.csv`. */
  readonly extension: string = "";
  readonly #files: StoredFiles;

  constructor(options: PathIOManagerOptions) {
    if (options?.uri === undefined)
      throw new TypeError(`${new.target.name} needs a uri. Give { uri: "s3://bucket/prefix" } or { uri: "data" }.`);
    const { uri, ...rest } = options;
    this.#files = new StoredFiles(uri, rest);
  }

  /** The bytes of a value: text, bytes, or pieces of bytes. If it throws, the old value stays. */
  abstract dump(context: OutputContext, value: T): string | Bytes | Promise<string | Bytes>;

  /** The value for bytes that `dump` created. */
  abstract load(context: InputContext, bytes: Uint8Array): T | Promise<T>;

  /** The path of a value below the root, with `/`. Default: `<key parts>[/<dimension>=<key>]<extension>`. */
  pathFor(context: PathContext): string {
    return this.#files.stemOf(context) + this.extension;
  }

  /** Additional metadata of a materialization. */
  metadataFor(_context: OutputContext, _value: T): Readonly<Record<string, MetadataInput>> {
    return {};
  }

  async handleOutput(context: OutputContext, value: T): Promise<StoredAs> {
    if (this.extension !== "" && !/^\.[^/]+$/.test(this.extension))
      throw new TypeError(`${this.constructor.name} has the extension "${this.extension}". Write it with a dot: ".csv".`);
    const dumped = await this.dump(context, value);
    const content = typeof dumped === "string" ? Buffer.from(dumped) : dumped;
    const stored = await this.#files.write(context, {
      name: await this.#pathForNew(context),
      format: formatOf(this.extension),
      content,
    });
    context.addOutputMetadata(this.metadataFor(context, value));
    return stored;
  }

  async loadInput(context: InputContext): Promise<T> {
    const located = await this.#find(context);
    const bytes = await this.#files.read(located, context);
    try {
      return await this.load(context, bytes);
    } catch (cause) {
      throw new Error(`[${labelOf(located)}] cannot read ${located.address}: ${(cause as Error).message}`, { cause });
    }
  }

  describe(context: DescribeContext): Described {
    const stored = context.materialization?.stored;
    return { storedAt: stored?.storedAt ?? this.#files.addressOf(this.#path(context), context.projectDir) };
  }

  async exists(context: InputContext): Promise<boolean> {
    const found = await this.#find(context).catch(() => null);
    return found !== null && (await found.store.head(found.name, context.signal)) !== null;
  }

  async adopt(context: InputContext): Promise<StoredAs | null> {
    const { store, name, address } = await this.#find(asExternal(context));
    const head = await store.head(name, context.signal);
    return head === null ? null : { storedAt: address, format: formatOf(this.extension), bytes: head.size };
  }

  async remove(context: InputContext): Promise<void> {
    const { store, name } = await this.#find(context);
    await store.delete(name, context.signal);
  }

  async copy(from: InputContext, to: DescribeContext): Promise<StoredAs> {
    return this.#files.copy(await this.#find(from), this.#path(to), from);
  }

  async verify(context: InputContext): Promise<Verified> {
    try {
      const stored = context.upstreamOutput.materialization?.stored ?? null;
      const verified = await this.#files.compare(await this.#find(context), stored, context.signal);
      if (verified.ok) await this.loadInput(context);
      return verified;
    } catch (error) {
      return { ok: false, reason: (error as Error).message };
    }
  }

  close(): Promise<void> {
    return this.#files.close();
  }

  /** The address in the record; for an external asset, the address that this manager, or its versions up to 0.3, would use. */
  async #find(context: InputContext): Promise<Located> {
    const { materialization, external } = context.upstreamOutput;
    const path = materialization?.stored == null && external ? await this.#pathThere(context) : this.#path(context);
    const address = materialization?.stored?.storedAt ?? this.#files.addressOf(path, context.projectDir);
    if (materialization?.stored == null && !external) throw missing(context, address);
    return this.#files.at(address, context.projectDir);
  }

  #path(context: Placed): string {
    return this.pathFor(this.#files.present(context));
  }

  /** The path in the naming of versions up to 0.3; null when it is the same. */
  #formerPath(context: Placed): string | null {
    const former = this.#files.former(context);
    const path = former === null ? null : this.pathFor(former);
    return path === this.#path(context) ? null : path;
  }

  /** A value under its former name is replaced there. */
  async #pathForNew(context: OutputContext): Promise<string> {
    const stored = context.previous?.stored;
    const isPresent = stored?.storedAt === this.#files.addressOf(this.#path(context), context.projectDir);
    return isPresent ? this.#path(context) : this.#pathThere(context);
  }

  /** The former path if a value is stored there, otherwise the current one. */
  async #pathThere(context: Placed & { readonly signal?: AbortSignal }): Promise<string> {
    const former = this.#formerPath(context);
    if (former === null) return this.#path(context);
    const store = await this.#files.open(context.projectDir);
    return (await store.head(former, context.signal)) === null ? this.#path(context) : former;
  }
}

function formatOf(extension: string): string {
  return extension === "" ? "bytes" : extension.slice(1);
}
