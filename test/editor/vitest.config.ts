// What runs in a browser: the pages by themselves, and the flows in a real VS Code, newest and oldest supported. One file after the other.
import process from "node:process";
import { defineConfig } from "vitest/config";

const smoke = "test/editor/smoke/*.test.ts";
const flows = "test/editor/flows/*.test.ts";
/** A cold editor on a busy machine is slow, and it may be: what a page says follows what was done to it, and a flow asks until it says so. */
const patience = {
  // All files of a suite run in one process, so that they have a browser and an editor in common.
  isolate: false,
  testTimeout: 240_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 60_000, interval: 100 } },
};

export default defineConfig({
  test: {
    fileParallelism: false,
    projects: [
      { test: { name: "pages", include: ["test/editor/pages/*.test.ts"], ...patience } },
      { test: { name: "newest", include: [smoke, flows], env: { MILLRACE_EDITOR: "newest" }, ...patience } },
      {
        test: {
          name: "floor",
          // All flows run in the oldest supported version before a release: in the soak suite.
          include: process.env.MILLRACE_SOAK === "1" ? [smoke, flows] : [smoke],
          env: { MILLRACE_EDITOR: "floor" },
          ...patience,
        },
      },
    ],
  },
});
