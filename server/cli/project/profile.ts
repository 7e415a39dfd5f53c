// Measures the phases of a check, and prints the profile as text or as JSON.
import type { FileAccess } from "../../analysis/plain.js";

export interface Profile {
  /** Milliseconds of each phase, in order. */
  readonly phases: readonly { readonly name: string; readonly ms: number }[];
  /** The part of all phases that was spent on disk access. */
  readonly disk: { readonly ms: number; readonly reads: number; readonly lookups: number };
  /** The files whose types took the longest, slowest first. */
  readonly slowest: readonly { readonly file: string; readonly ms: number }[];
  /** The number of files. */
  readonly files: number;
  /** The number of assets. */
  readonly assets: number;
  /** Milliseconds in all. */
  readonly totalMs: number;
  /** Memory of the process. */
  readonly memory: { readonly rssBytes: number; readonly heapUsedBytes: number };
}

export interface Profiler {
  /** The disk, with its time measured. */
  readonly files: FileAccess;
  phase<T>(name: string, work: () => T): T;
  /** Measures the share of one file in a phase. */
  file<T>(name: string, work: () => T): T;
  profile(counts: { readonly files: number; readonly assets: number }): Profile;
}

const SLOWEST = 10;

export function createProfiler(disk: FileAccess): Profiler {
  const started = performance.now();
  const phases: { name: string; ms: number }[] = [];
  const byFile: { file: string; ms: number }[] = [];
  const spent = { ms: 0, reads: 0, lookups: 0 };

  function onDisk<Args extends readonly unknown[], T>(kind: "reads" | "lookups", work: (...args: Args) => T): (...args: Args) => T {
    return (...args) => {
      const began = performance.now();
      const answer = work(...args);
      spent.ms += performance.now() - began;
      spent[kind]++;
      return answer;
    };
  }

  return {
    files: {
      read: onDisk("reads", disk.read),
      fileExists: onDisk("lookups", disk.fileExists),
      directoryExists: onDisk("lookups", disk.directoryExists),
      list: onDisk("lookups", disk.list),
      realpath: onDisk("lookups", disk.realpath),
    },
    phase(name, work) {
      const [answer, ms] = timed(work);
      phases.push({ name, ms });
      return answer;
    },
    file(name, work) {
      const [answer, ms] = timed(work);
      byFile.push({ file: name, ms });
      return answer;
    },
    profile({ files, assets }) {
      const { rss, heapUsed } = process.memoryUsage();
      const slowest = byFile.sort((a, b) => b.ms - a.ms).slice(0, SLOWEST);
      return {
        phases: phases.map(({ name, ms }) => ({ name, ms: rounded(ms) })),
        disk: { ...spent, ms: rounded(spent.ms) },
        slowest: slowest.map(({ file, ms }) => ({ file, ms: rounded(ms) })),
        files,
        assets,
        totalMs: rounded(performance.now() - started),
        memory: { rssBytes: rss, heapUsedBytes: heapUsed },
      };
    },
  };
}

export function profileText({ phases, disk, slowest, files, assets, totalMs, memory }: Profile): string {
  return [
    "Where the time went:",
    ...phases.map(({ name, ms }) => `${milliseconds(ms)}  ${name}`),
    `${milliseconds(totalMs)}  in all, of it ${disk.ms} ms on disk: ${disk.reads} reads, ${disk.lookups} lookups`,
    ...(slowest.length === 0 ? [] : ["The types of these files took the longest:"]),
    ...slowest.map(({ file, ms }) => `${milliseconds(ms)}  ${file}`),
    `${files} files, ${assets} assets; ${megabytes(memory.rssBytes)} of memory, of it heap ${megabytes(memory.heapUsedBytes)}`,
  ].join("\n");
}

function timed<T>(work: () => T): [T, number] {
  const began = performance.now();
  const answer = work();
  return [answer, performance.now() - began];
}

const rounded = (ms: number) => Math.round(ms * 10) / 10;
const milliseconds = (ms: number) => `${ms.toFixed(1)} ms`.padStart(12);
const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
