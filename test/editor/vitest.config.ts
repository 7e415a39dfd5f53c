// What runs in a browser: the pages by themselves, and the flows in a real VS Code, newest and oldest supported. One file after the other.
import process from "node:process";
import { defineConfig } from "vitest/config";
import { patience } from "./driver/until.js";

const smoke = "test/editor/smoke/*.test.ts";
const servers = "test/editor/driver/own-servers.ts";
const flows = "test/editor/flows/*.test.ts";
/** Before a release: variants of the flows, and all of them in the oldest supported version, too. */
const isSoak = process.env.MILLRACE_SOAK === "1";
const soak = isSoak ? ["test/editor/soak/*.test.ts"] : [];
/** A cold editor on a busy machine is slow, and it may be: a flow asks until the page says what it waits for. */
const common = {
  // All files of a suite run in one process, so that they have a browser and an editor in common.
  isolate: false,
  testTimeout: 600_000,
  hookTimeout: patience,
  expect: { poll: { timeout: patience, interval: 100 } },
};

export default defineConfig({
  test: {
    fileParallelism: false,
    projects: [
      { test: { name: "pages", include: ["test/editor/pages/*.test.ts"], ...common } },
      { test: { name: "newest", include: [smoke, flows, ...soak], env: { MILLRACE_EDITOR: "newest" }, globalSetup: servers, ...common } },
      {
        test: {
          name: "floor",
          include: isSoak ? [smoke, flows, ...soak] : [smoke],
          env: { MILLRACE_EDITOR: "floor" },
          globalSetup: servers,
          ...common,
        },
      },
    ],
  },
});
