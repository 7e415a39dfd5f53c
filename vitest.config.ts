// The suites, one for each folder of test/: what `npm test`, `npm run check` and `npm run test:soak` choose from.
import { defineConfig } from "vitest/config";

/** Longer than anything takes on a slow and busy machine: a test fails because of what it sees, not because of how long it took. */
const patience = { testTimeout: 300_000, hookTimeout: 300_000, expect: { poll: { timeout: 180_000, interval: 50 } } };

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          exclude: ["test/unit/{l10n,client}/**"],
          // TypeScript and its libraries are read once for all files: no test here leaves anything behind.
          isolate: false,
          ...patience,
        },
      },
      // These set the language of their process, or replace the module `vscode`.
      { test: { name: "unit-apart", include: ["test/unit/{l10n,client}/**/*.test.ts"], ...patience } },
      // TypeScript is loaded once for all files here, too.
      {
        test: {
          name: "processes",
          include: ["test/processes/**/*.test.ts"],
          exclude: ["test/processes/{values,cli,analysis}/**"],
          isolate: false,
          ...patience,
        },
      },
      // Suites of their own, each about as long as the processes above, so that the two lanes of `npm test` end at about the same time.
      { test: { name: "terminal", include: ["test/processes/{cli,analysis}/**/*.test.ts"], isolate: false, ...patience } },
      { test: { name: "stores", include: ["test/processes/values/**/*.test.ts"], isolate: false, ...patience } },
      // The product under Windows' Node.js, by Wine where the system is another.
      { test: { name: "windows", include: ["test/windows/**/*.test.ts"], ...patience } },
      { test: { name: "trials", include: ["test/trials/**/*.test.ts"], isolate: false, ...patience, testTimeout: 1_800_000 } },
    ],
  },
});
