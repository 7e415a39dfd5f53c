// One TypeScript program for each tsconfig in use: a file is checked with the options of its config.
import { type FileAccess, folderOf } from "../file-access.js";
import { createProgram, type ProgramReader } from "./program.js";
import type { TsConfig, TsConfigs } from "./tsconfig.js";

export interface Readers {
  /** The program of the config to which a file belongs. It is created on first use. */
  of(file: string): ProgramReader;
  /** The programs of all configs. */
  all(): readonly ProgramReader[];
  areMany(): boolean;
  changed(paths: readonly string[]): void;
  close(): void;
}

/** The files from which a program of a config starts. */
export type RootsOf = (config: TsConfig) => Iterable<string>;

/** The programs of a project in `dir`, created by TypeScript 6. */
export function createReaders(files: FileAccess, configs: TsConfigs, dir: string, rootsOf: RootsOf): Readers {
  return readersBy(configs, (config) =>
    createProgram(files, config, config.path === null ? dir : folderOf(config.path), () => rootsOf(config)),
  );
}

/** One program for each config, created by `create` on first use. */
export function readersBy(configs: TsConfigs, create: (config: TsConfig) => ProgramReader): Readers {
  const readers = new Map<TsConfig, ProgramReader>();

  function readerOf(config: TsConfig): ProgramReader {
    const known = readers.get(config);
    if (known) return known;
    const made = create(config);
    readers.set(config, made);
    return made;
  }

  return {
    of: (file) => readerOf(configs.of(file)),
    all: () => configs.all.map(readerOf),
    areMany: () => configs.all.length > 1,
    changed(paths) {
      for (const reader of readers.values()) reader.changed(paths);
    },
    close() {
      for (const reader of readers.values()) reader.close();
      readers.clear();
    },
  };
}
