// Keeps earlier values: every store adds a version, and the current version changes in one step.
import { objectSegment } from "../../contract/address.js";
import type { Form } from "../../contract/asset.js";
import type { StoredAs } from "../../contract/run.js";
import type { RowPage, RowQuestion } from "../../contract/value.js";
import { AssetKey, type AssetKeyInput } from "../../sdk/asset-key.js";
import { closeAll } from "../../sdk/close-all.js";
import type { EnvVar } from "../../sdk/env-var.js";
import { FORM_NAMES, refuseForm } from "../../sdk/forms.js";
import {
  type DescribeContext,
  type Described,
  type InputContext,
  type IOManager,
  isIOManager,
  MissingValueError,
  managerName,
  type OutputContext,
  type Preview,
  type Verified,
} from "../../sdk/io-manager.js";
import { createLog } from "../../sdk/log.js";
import type { FactoryScope } from "../../sdk/resource.js";
import { Setups } from "../../sdk/setups.js";
import { derived, describing } from "../derived-context.js";
import { missing, StoredFiles } from "../files/stored-files.js";
import { named, type Placed } from "../files/value-names.js";
import { ObjectStoreIOManager } from "../object-store/manager.js";
import type { ObjectStoreOptions } from "../object-store/open-store.js";
import { type InnerDetails, keyBelow, outsideRun, recordOf, storedAs, UNPARTITIONED, versionOf } from "./version-context.js";
import { type Version, VersionList, versionOfEntry } from "./version-list.js";

export interface VersionedIOManagerOptions extends ObjectStoreOptions {
  /**
   * The location of versions: `s3://bucket/prefix`, …, or a folder of the project. With a `manager`: the location of the lists of versions.
   */
  readonly uri?: string | EnvVar;
  /** The manager that stores each version, as the asset `<key>/<version>`. Default: files below `uri`. */
  readonly manager?: IOManager;
  /**
   * The number of versions of an asset (or of each partition) that are kept. Older ones are removed after a new record is written. Default:
   * all.
   */
  readonly keep?: number;
}

export interface VersionsOptions {
  /** Default: the working directory. */
  readonly projectDir?: string;
  /** The partition; default: all. */
  readonly partitionKey?: string;
}

/**
 * Loads the version of the newest record; with `ins: { p: { metadata: { version } } }` the given one. The version `"current"` is the one
 * that was stored last by any run. An external asset loads the current one.
 */
export class VersionedIOManager implements IOManager {
  readonly supportedForms: readonly Form[];
  readonly #manager: IOManager;
  readonly #isOwn: boolean;
  readonly #files: StoredFiles;
  readonly #versions: VersionList;
  readonly #keep: number | null;
  readonly #setups = new Setups();

  constructor(options: VersionedIOManagerOptions) {
    const { uri, manager, keep, ...rest } = options ?? {};
    if (manager === undefined && uri === undefined)
      throw new TypeError('VersionedIOManager needs a uri or a manager. Write new VersionedIOManager({ uri: "data", keep: 10 }).');
    if (manager !== undefined && !isIOManager(manager))
      throw new TypeError("VersionedIOManager got a manager that is not an I/O manager. Give an I/O manager.");
    if (keep !== undefined && (!Number.isInteger(keep) || keep < 1))
      throw new TypeError(`VersionedIOManager has keep: ${keep}. Give a whole number from 1, or leave it out to keep all.`);
    const root = uri ?? ".millrace/storage";
    this.#manager = manager ?? new ObjectStoreIOManager({ uri: root, ...rest });
    if (keep !== undefined && this.#manager.remove === undefined)
      throw new TypeError(
        `VersionedIOManager cannot keep ${keep} versions: ${managerName(this.#manager)} cannot remove any. Leave keep out.`,
      );
    this.#isOwn = manager === undefined;
    this.#files = new StoredFiles(root, rest);
    this.#versions = new VersionList(this.#files);
    this.#keep = keep ?? null;
    this.supportedForms = this.#manager.supportedForms ?? ["value"];
  }

  async handleOutput(context: OutputContext, value: unknown): Promise<StoredAs> {
    refuseForm(value, this.#manager);
    await this.#ready(context);
    const { runId: version, projectDir } = context;
    const stem = await this.#stemOf(context);
    const inner = derived(context, {
      ...UNPARTITIONED,
      assetKey: keyBelow(context.assetKey, stem, version),
      previous: null,
      // A value under its former name stays there with all of its versions.
      ...(stem === this.#files.stemOf(context) ? {} : named(objectSegment)),
    });
    const stored = (await this.#manager.handleOutput(inner, value)) ?? {
      storedAt: this.#manager.describe?.(describing(inner)).storedAt ?? managerName(this.#manager),
      format: managerName(this.#manager),
    };
    const partition = context.hasPartitions ? { partitionKey: context.partitionKey } : {};
    const manager = managerName(this.#manager);
    await this.#versions.add(stem, { version, ...partition, timestamp: new Date().toISOString(), manager, stored }, projectDir);
    context.addOutputMetadata({ version });
    const keep = this.#keep;
    if (keep !== null)
      context.onRecorded(() =>
        this.#prune(context.assetKey, stem, keep, projectDir, version).then(
          () => undefined,
          (error: Error) => context.log.warning(`old versions of ${context.assetKey} could not be removed: ${error.message}`),
        ),
      );
    return storedAs({ version, manager, stored });
  }

  async loadInput(context: InputContext): Promise<unknown> {
    const forms = this.supportedForms;
    if (!forms.includes(context.declared.form))
      throw new Error(
        `${managerName(this.#manager)} cannot load ${context.assetKey} as ${FORM_NAMES[context.declared.form]}. Change the parameter's type.`,
      );
    return this.#read(context, (inner) => this.#manager.loadInput(inner));
  }

  async preview(context: InputContext, rows: number): Promise<Preview> {
    return this.#read(context, async (inner) => {
      if (this.#manager.preview !== undefined) return this.#manager.preview(inner, rows);
      return { kind: "value", value: await this.#manager.loadInput(inner) };
    });
  }

  async page(context: InputContext, question: RowQuestion): Promise<RowPage | null> {
    return this.#read(context, (inner) => this.#manager.page?.(inner, question) ?? null);
  }

  describe(context: DescribeContext): Described {
    const stored = context.materialization?.stored;
    if (stored != null) return { storedAt: stored.storedAt };
    return { storedAt: this.#isOwn ? `${this.#files.addressOf(this.#files.stemOf(context), context.projectDir)}/` : null };
  }

  async exists(context: InputContext): Promise<boolean> {
    try {
      const inner = await this.#reading(context);
      return (await this.#manager.exists?.(inner)) ?? true;
    } catch (error) {
      if (error instanceof MissingValueError) return false;
      throw error;
    }
  }

  /** Copies every version that does not exist yet, because any of them may be requested. */
  async copy(from: InputContext, to: DescribeContext): Promise<StoredAs> {
    const asked = await this.#reading(from);
    const [stem, target] = [await this.#stemOf(from), this.#files.stemOf(to)];
    if (this.#manager.copy === undefined)
      throw new Error(`${managerName(this.#manager)} cannot copy ${from.assetKey} to another key. Materialize ${to.assetKey} instead.`);
    const there = new Set(await this.#versions.versions(target, from.projectDir));
    for (const version of (await this.#versions.versions(stem, from.projectDir)).reverse()) {
      const entry = await this.#versions.get(stem, version, from.projectDir);
      if (entry === null || there.has(version)) continue;
      const inner = derived(from, {
        ...UNPARTITIONED,
        assetKey: keyBelow(from.assetKey, stem, version),
        upstreamOutput: { ...from.upstreamOutput, external: false, materialization: recordOf(from.assetKey, entry) },
      });
      const stored = await this.#manager.copy(inner, { ...to, partitions: null, assetKey: keyBelow(to.assetKey, target, version) });
      await this.#versions.add(target, { ...entry, stored }, from.projectDir);
    }
    const wanted = asked.upstreamOutput.materialization?.runId ?? "";
    const entry = await this.#versions.get(target, wanted, from.projectDir);
    if (entry === null) throw missing(from, asked.upstreamOutput.materialization?.stored?.storedAt ?? "its versions");
    return storedAs(entry);
  }

  /** The current version, if its value exists. */
  async adopt(context: InputContext): Promise<StoredAs | null> {
    await this.#ready(context);
    const stem = await this.#stemOf(context);
    const current = await this.#versions.current(stem, context.projectDir);
    if (current === null) return null;
    const inner = outsideRun(context.assetKey, stem, current, context.projectDir);
    return ((await this.#manager.exists?.(inner)) ?? true) ? storedAs(current) : null;
  }

  /** Removes every version. */
  async remove(context: InputContext): Promise<void> {
    await this.#ready(context);
    const stem = await this.#stemOf(context);
    for (const version of await this.#versions.versions(stem, context.projectDir))
      await this.#removeVersion(context.assetKey, stem, version, context.projectDir);
    await this.#versions.removeCurrent(stem, context.projectDir);
  }

  async verify(context: InputContext): Promise<Verified> {
    try {
      const inner = await this.#reading(context);
      if (this.#manager.verify !== undefined) return await this.#manager.verify(inner);
      await this.#manager.loadInput(inner);
      return { ok: true, by: "reading" };
    } catch (error) {
      return { ok: false, reason: (error as Error).message };
    }
  }

  /** The stored versions, newest first. */
  async versions(asset: AssetKeyInput, options: VersionsOptions = {}): Promise<Version[]> {
    const { projectDir = process.cwd(), partitionKey } = options;
    const found: Version[] = [];
    for (const stem of await this.#stemsOf(asset, projectDir)) {
      const current = await this.#versions.current(stem, projectDir);
      for (const version of await this.#versions.versions(stem, projectDir)) {
        const entry = await this.#versions.get(stem, version, projectDir);
        if (entry === null || (partitionKey !== undefined && entry.partitionKey !== partitionKey)) continue;
        found.push(versionOfEntry(entry, current?.version === version));
      }
    }
    return found.sort((a, b) => (a.version < b.version ? 1 : a.version > b.version ? -1 : 0));
  }

  /**
   * Removes all but the newest `keep` versions of an asset (or of each partition); the current one always stays. Returns the removed ones.
   */
  async prune(asset: AssetKeyInput, keep: number, options: VersionsOptions = {}): Promise<string[]> {
    if (!Number.isInteger(keep) || keep < 1) throw new TypeError(`prune got keep: ${keep}. Give a whole number from 1.`);
    const { projectDir = process.cwd(), partitionKey } = options;
    await this.#ready({ resources: {}, projectDir, log: createLog(() => undefined) });
    const removed: string[] = [];
    for (const stem of await this.#stemsOf(asset, projectDir)) {
      const current = await this.#versions.current(stem, projectDir);
      if (partitionKey !== undefined && current?.partitionKey !== partitionKey) continue;
      removed.push(...(await this.#prune(AssetKey.from(asset), stem, keep, projectDir, null)));
    }
    return removed;
  }

  async close(): Promise<void> {
    await closeAll([() => this.#setups.close(), () => this.#files.close()]);
  }

  async #prune(asset: AssetKey, stem: string, keep: number, projectDir: string, justStored: string | null): Promise<string[]> {
    const current = await this.#versions.current(stem, projectDir);
    const old = (await this.#versions.versions(stem, projectDir)).slice(keep);
    const going = old.filter((version) => version !== current?.version && version !== justStored);
    for (const version of going) await this.#removeVersion(asset, stem, version, projectDir);
    return going;
  }

  /** Removes the value first: a list with too many entries can be pruned again, but a value without an entry cannot. */
  async #removeVersion(asset: AssetKey, stem: string, version: string, projectDir: string): Promise<void> {
    const entry = await this.#versions.get(stem, version, projectDir);
    if (entry === null) return;
    if (this.#manager.remove === undefined) throw new Error(`${managerName(this.#manager)} cannot remove ${asset}. Remove it by hand.`);
    await this.#manager.remove(outsideRun(asset, stem, entry, projectDir));
    await this.#versions.remove(stem, version, projectDir);
  }

  /** The context for the inner manager: the requested version as if it were a separate asset. */
  async #reading(context: InputContext): Promise<InputContext> {
    await this.#ready(context);
    const { materialization, external } = context.upstreamOutput;
    const stem = await this.#stemOf(context);
    const wanted = context.metadata.version;
    if (wanted !== undefined) {
      const entry = await this.#versions.find(stem, String(wanted), context.projectDir);
      if (entry !== null) return versionOf(context, stem, entry);
      const known = await this.#versions.versions(stem, context.projectDir);
      throw new Error(
        `${context.assetKey} has no version "${wanted}". ${known.length === 0 ? "No version is stored yet." : `Known: ${known.slice(0, 5).join(", ")}${known.length > 5 ? " and older ones" : ""}. Name one of these.`}`,
      );
    }
    if (materialization?.stored == null) {
      const current = external ? await this.#versions.current(stem, context.projectDir) : null;
      if (current === null) throw missing(context, `${this.#files.addressOf(stem, context.projectDir)}/@/current.json`);
      return versionOf(context, stem, current);
    }
    const { version, manager, details } = (materialization.stored.details ?? {}) as Partial<InnerDetails>;
    if (materialization.manager !== managerName(this) || typeof version !== "string") return context;
    const { details: _, ...stored } = materialization.stored;
    const { timestamp } = materialization;
    return versionOf(context, stem, {
      version,
      timestamp,
      manager: manager ?? "",
      stored: details === undefined ? stored : { ...stored, details },
    });
  }

  /**
   * Loads the version in the record, or the requested one. One of two simultaneous runs may have removed the version that the other
   * recorded last: then the newest one is loaded.
   */
  async #read<T>(context: InputContext, work: (inner: InputContext) => Promise<T> | T): Promise<T> {
    const inner = await this.#reading(context);
    try {
      return await work(inner);
    } catch (error) {
      if (!(error instanceof MissingValueError)) throw error;
      const stem = await this.#stemOf(context);
      const newest = context.metadata.version === undefined ? await this.#versions.newest(stem, context.projectDir) : null;
      const recorded = inner.upstreamOutput.materialization;
      if (newest !== null && newest.version > (recorded?.runId ?? "")) return work(versionOf(context, stem, newest));
      throw missing(context, recorded?.stored?.storedAt ?? "its versions");
    }
  }

  async #stemsOf(asset: AssetKeyInput, projectDir: string): Promise<string[]> {
    const placed = { assetKey: AssetKey.from(asset), partitions: null, projectDir };
    const former = this.#files.former(placed);
    const roots = [placed, ...(former === null ? [] : [former])].map((each) => this.#files.stemOf(each));
    return (await Promise.all(roots.map((stem) => this.#versions.stems(stem, projectDir)))).flat();
  }

  /** The location of the list of versions: that of versions up to 0.3, if they created one. */
  async #stemOf(context: Placed): Promise<string> {
    const former = this.#files.former(context);
    const stem = former === null ? null : this.#files.stemOf(former);
    return stem !== null && (await this.#versions.current(stem, context.projectDir)) !== null ? stem : this.#files.stemOf(context);
  }

  #ready(scope: FactoryScope): Promise<void> {
    return this.#setups.ready(this.#manager, () => this.#manager.setup?.(scope));
  }
}
