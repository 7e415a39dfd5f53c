// Unit tests: everything below test/ except what needs a real editor.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/editor/**", "test/workspaces/**", "**/node_modules/**"],
    testTimeout: 60_000,
    hookTimeout: 30_000,
    // Most tests wait for processes of their own more than they compute.
    maxWorkers: 2,
  },
});
