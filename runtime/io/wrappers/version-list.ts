// The list of a value's versions: a small object for each version, and one for the current version.
import type { StoredAs } from "../../contract/run.js";
import type { StoredFiles } from "../files/stored-files.js";

/** The object of one stored version. JSON only. */
export interface VersionEntry {
  /** The id of the run that stored it. Ids sort by time. */
  readonly version: string;
  readonly partitionKey?: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  /** The class name of the manager that stored it. */
  readonly manager: string;
  readonly stored: StoredAs;
}

export interface Version {
  /** The value for `ins[p].metadata.version`: the id of the run that stored it. */
  readonly version: string;
  readonly isCurrent: boolean;
  readonly partitionKey: string | null;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly storedAt: string;
  readonly bytes: number | null;
  readonly rows: number | null;
}

const CURRENT = "current";

/** Entries are at `<stem>/@/<version>.json`, and a copy of the current one at `<stem>/@/current.json`. No encoded name is `@`. */
export class VersionList {
  readonly #files: StoredFiles;

  constructor(files: StoredFiles) {
    this.#files = files;
  }

  /** Adds a version, then makes it the current one in one step, unless a newer run has meanwhile set the current version. */
  async add(stem: string, entry: VersionEntry, projectDir: string): Promise<void> {
    const store = await this.#files.open(projectDir);
    const text = Buffer.from(JSON.stringify(entry, null, 2));
    await store.put(nameOf(stem, entry.version), text);
    const current = await this.get(stem, CURRENT, projectDir);
    if (current === null || current.version <= entry.version) await store.put(nameOf(stem, CURRENT), text);
  }

  /** The version with that name; `"current"` means the current one; null when it does not exist. */
  find(stem: string, name: string, projectDir: string): Promise<VersionEntry | null> {
    return name === CURRENT ? this.current(stem, projectDir) : this.get(stem, name, projectDir);
  }

  /** The content of an object of the list; null when it does not exist. */
  async get(stem: string, version: string, projectDir: string): Promise<VersionEntry | null> {
    const store = await this.#files.open(projectDir);
    if ((await store.head(nameOf(stem, version))) === null) return null;
    return JSON.parse(Buffer.from(await store.get(nameOf(stem, version))).toString("utf8")) as VersionEntry;
  }

  /**
   * The current version. One of two simultaneous runs may have removed the version that the other made current: then it is the newest
   * remaining one.
   */
  async current(stem: string, projectDir: string): Promise<VersionEntry | null> {
    const current = await this.get(stem, CURRENT, projectDir);
    if (current === null || (await this.get(stem, current.version, projectDir)) !== null) return current;
    return this.newest(stem, projectDir);
  }

  /** The newest listed version. */
  async newest(stem: string, projectDir: string): Promise<VersionEntry | null> {
    const [version] = await this.versions(stem, projectDir);
    return version === undefined ? null : this.get(stem, version, projectDir);
  }

  /** The names of all versions, newest first. */
  async versions(stem: string, projectDir: string): Promise<string[]> {
    const store = await this.#files.open(projectDir);
    const found: string[] = [];
    for await (const { name } of store.list(`${stem}/@/`)) found.push(name.slice(`${stem}/@/`.length, -".json".length));
    return found
      .filter((version) => version !== CURRENT)
      .sort()
      .reverse();
  }

  /** The stems with versions: the asset's own without partitions, else those of its partitions. */
  async stems(assetStem: string, projectDir: string): Promise<string[]> {
    const store = await this.#files.open(projectDir);
    const stems = new Set<string>();
    for await (const { name } of store.list(`${assetStem}/`)) {
      const [segments, rest] = [name.slice(assetStem.length + 1).split("/"), name.indexOf("/@/", assetStem.length)];
      // The segment of a partition contains `=`; a part of another asset's key does not.
      if (rest !== -1 && segments.slice(0, segments.indexOf("@")).every((segment) => segment.includes("="))) stems.add(name.slice(0, rest));
    }
    return [...stems];
  }

  async remove(stem: string, version: string, projectDir: string): Promise<void> {
    await (await this.#files.open(projectDir)).delete(nameOf(stem, version));
  }

  removeCurrent(stem: string, projectDir: string): Promise<void> {
    return this.remove(stem, CURRENT, projectDir);
  }
}

function nameOf(stem: string, version: string): string {
  return `${stem}/@/${version}.json`;
}

/** The entry for users. */
export function versionOfEntry({ version, partitionKey, timestamp, stored }: VersionEntry, isCurrent: boolean): Version {
  const { storedAt, bytes, rows } = stored;
  return { version, isCurrent, partitionKey: partitionKey ?? null, timestamp, storedAt, bytes: bytes ?? null, rows: rows ?? null };
}
