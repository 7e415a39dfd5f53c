// What is known of the versions of a value: a small object for each, and one that says which is current.
import type { StoredAs } from "../../contract/run.js";
import type { StoredFiles } from "../files/stored-files.js";

/** One stored version, as its object has it. JSON only. */
export interface VersionEntry {
  /** The id of the run that stored it; ids sort by time. */
  readonly version: string;
  readonly partitionKey?: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  /** The class name of the manager that stored it. */
  readonly manager: string;
  readonly stored: StoredAs;
}

export interface Version {
  /** What `ins[p].metadata.version` takes: the id of the run that stored it. */
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

/** Entries lie at `<stem>/@/<version>.json`, the current one's copy at `<stem>/@/current.json`. No encoded name is `@`. */
export class VersionList {
  readonly #files: StoredFiles;

  constructor(files: StoredFiles) {
    this.#files = files;
  }

  /** Adds a version, then makes it the current one in one step, unless a newer run has made its own current meanwhile. */
  async add(stem: string, entry: VersionEntry, projectDir: string): Promise<void> {
    const store = await this.#files.open(projectDir);
    const text = Buffer.from(JSON.stringify(entry, null, 2));
    await store.put(nameOf(stem, entry.version), text);
    const current = await this.get(stem, CURRENT, projectDir);
    if (current === null || current.version <= entry.version) await store.put(nameOf(stem, CURRENT), text);
  }

  /** The version of that name, of which `"current"` is the current one; null when there is none. */
  find(stem: string, name: string, projectDir: string): Promise<VersionEntry | null> {
    return name === CURRENT ? this.current(stem, projectDir) : this.get(stem, name, projectDir);
  }

  /** What an object of the list says; null when there is none. */
  async get(stem: string, version: string, projectDir: string): Promise<VersionEntry | null> {
    const store = await this.#files.open(projectDir);
    if ((await store.head(nameOf(stem, version))) === null) return null;
    return JSON.parse(Buffer.from(await store.get(nameOf(stem, version))).toString("utf8")) as VersionEntry;
  }

  /** The current version. Of runs that stored at once, one may have removed what the other made current: then the newest that is left. */
  async current(stem: string, projectDir: string): Promise<VersionEntry | null> {
    const current = await this.get(stem, CURRENT, projectDir);
    if (current === null || (await this.get(stem, current.version, projectDir)) !== null) return current;
    return this.newest(stem, projectDir);
  }

  /** The newest version that is listed. */
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

  /** The stems that have versions: of an asset without partitions its own, else those of its partitions. */
  async stems(assetStem: string, projectDir: string): Promise<string[]> {
    const store = await this.#files.open(projectDir);
    const stems = new Set<string>();
    for await (const { name } of store.list(`${assetStem}/`)) {
      const [segments, rest] = [name.slice(assetStem.length + 1).split("/"), name.indexOf("/@/", assetStem.length)];
      // A segment of a partition holds a `=`; a part of another asset's key never does.
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

/** An entry as users see it. */
export function told({ version, partitionKey, timestamp, stored }: VersionEntry, isCurrent: boolean): Version {
  const { storedAt, bytes, rows } = stored;
  return { version, isCurrent, partitionKey: partitionKey ?? null, timestamp, storedAt, bytes: bytes ?? null, rows: rows ?? null };
}
