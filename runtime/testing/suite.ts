// The conformance suite for I/O managers: a manager is correct when it passes.
import type { IOManager } from "../sdk/io-manager.js";
import { ManagerBench } from "./bench.js";
import { type Case, type Exception, VALUE_CASES } from "./cases.js";
import { PARTITION_CASES } from "./partition-cases.js";
import { RECORD_CASES } from "./record-cases.js";
import { sequenceCase } from "./sequence-cases.js";

export interface ManagerUnderTest {
  readonly name: string;
  /** A manager for an empty place. When called again with the same folder, it returns another instance for the same place. */
  readonly make: (projectDir: string) => IOManager | Promise<IOManager>;
  /** The length of the random sequence of stores, and its seed. Default: 8, and always the same seed. */
  readonly sequence?: { readonly steps: number; readonly seed: number };
  /** Cases of the suite that the manager is allowed to fail, each with a reason. */
  readonly exceptions?: Readonly<Partial<Record<Exception, string>>>;
}

/** The functions of a test framework: Vitest's, Jest's or those of `node:test`. */
export interface TestFunctions {
  describe(name: string, body: () => void): unknown;
  it: ((name: string, body: () => Promise<void>) => unknown) & { readonly skip: (name: string, body: () => Promise<void>) => unknown };
}

/**
 * Declares the suite's tests: `ioManagerSuite({ name: "MyManager", make: () => new MyManager() }, { describe, it })`. Every test has its
 * own project folder and manager.
 */
export function ioManagerSuite(subject: ManagerUnderTest, { describe, it }: TestFunctions): void {
  const declare = ({ name, exception, run }: Case) => {
    const isExcepted = exception !== undefined && subject.exceptions?.[exception] !== undefined;
    (isExcepted ? it.skip : it)(name, async () => {
      const bench = await ManagerBench.open(subject.make);
      try {
        await run(bench, subject.make);
      } finally {
        await bench.close();
      }
    });
  };
  const { steps, seed } = subject.sequence ?? { steps: 8, seed: 1 };
  describe(`${subject.name} as an I/O manager`, () => {
    for (const each of [...VALUE_CASES, ...PARTITION_CASES, ...RECORD_CASES, sequenceCase(steps, seed)]) declare(each);
  });
}
