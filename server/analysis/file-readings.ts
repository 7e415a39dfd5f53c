// The texts of a project's files, and what each says: read once, and again after a change was told.
import type { FileFacts } from "./facts.js";
import type { FileAccess } from "./file-access.js";
import { readFile } from "./reader/read-file.js";
import { createWholeReading, keepsAll, type WholeReading } from "./whole-reading.js";

/** A text, and what it says. */
export interface ReadFile {
  readonly text: string;
  readonly facts: FileFacts;
}

export interface FileReadings {
  /** The text as it is now; undefined when there is no such file. */
  text(file: string): string | undefined;
  /** Facts of a file as it is now, or undefined when there is none; of one that cannot be read, what it said before. */
  facts(file: string): FileFacts | undefined;
  /** Every file whose facts were asked for, by path. */
  readonly all: ReadonlyMap<string, ReadFile>;
  /** These files changed; null where any may have. */
  changed(paths: readonly string[] | null): void;
}

/** `before` holds what files said in an earlier process, and is taken for each text that is still the same. */
export function createFileReadings(files: FileAccess, configFile: string, before: ReadonlyMap<string, ReadFile>): FileReadings {
  const texts = new Map<string, string | undefined>();
  const all = new Map<string, ReadFile>();
  const wholeReadings = new Map<string, WholeReading>();

  function text(file: string): string | undefined {
    if (!texts.has(file)) texts.set(file, files.read(file));
    return texts.get(file);
  }

  function wholeReading(file: string): WholeReading {
    const known = wholeReadings.get(file) ?? createWholeReading(file === configFile ? undefined : keepsAll);
    wholeReadings.set(file, known);
    return known;
  }

  return {
    text,
    all,
    facts(file) {
      const now = text(file);
      if (now === undefined) return undefined;
      const known = all.get(file);
      if (known?.text === now) return known.facts;
      const kept = known === undefined ? before.get(file) : undefined;
      if (kept?.text === now) {
        all.set(file, kept);
        // What a later text falls back on where it cannot be read.
        return wholeReading(file).of(now, kept.facts);
      }
      const facts = wholeReading(file).of(now, readFile(file, now));
      all.set(file, { text: now, facts });
      return facts;
    },
    changed(paths) {
      if (paths === null) texts.clear();
      else for (const path of paths) texts.delete(path);
    },
  };
}
