// The texts and facts of a project's files. Each is read once, and again after a reported change.
import type { FileFacts } from "./facts.js";
import type { FileAccess } from "./file-access.js";
import { readFile } from "./reader/read-file.js";
import { createWholeReading, keepsAll, type WholeReading } from "./whole-reading.js";

/** A text and its facts. */
export interface ReadFile {
  readonly text: string;
  readonly facts: FileFacts;
}

export interface FileReadings {
  /** The current text. Undefined if the file does not exist. */
  text(file: string): string | undefined;
  /** The current facts, or undefined if the file does not exist. For a file with syntax errors, the facts before them. */
  facts(file: string): FileFacts | undefined;
  /** Every file whose facts were requested, by path. */
  readonly all: ReadonlyMap<string, ReadFile>;
  /** These files changed. Null means that any file may have changed. */
  changed(paths: readonly string[] | null): void;
}

/** `before` has the readings of an earlier process. A reading is used if its text is unchanged. */
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
        // Later texts with syntax errors fall back to these facts.
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
