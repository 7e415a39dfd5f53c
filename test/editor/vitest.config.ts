// The flows in a real VS Code: one after the other, with the patience a cold editor needs.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/editor/**/*.test.ts"],
    exclude: ["test/editor/project/**"],
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 180_000,
    // What a page says follows what was done to it: a flow asks until it says so.
    expect: { poll: { timeout: 20_000, interval: 100 } },
    // A browser on a busy machine may miss a click; a flow that fails twice, each time from a fresh copy, has failed. The report says which.
    retry: 1,
  },
});
