// The bundle of a project's code, and when the next run reuses it.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { bundleProject } from "../../../runtime/worker/bundle.js";
import { keptBundle } from "../../../runtime/worker/kept-bundle.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

it("is kept where an editor writes the drive of the project small, as it is on Windows", async () => {
  const projectDir = (await temporaryFolder()).replace(/^[A-Z]:/, (drive) => drive.toLowerCase());
  const folder = join(projectDir, ".millrace", "build");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(projectDir, "one.ts"), "export const one = 1;\n");
  writeFileSync(join(projectDir, "millrace.config.ts"), 'import { one } from "./one.js";\nexport default one;\n');
  const made = await bundleProject({ projectDir, configFile: "millrace.config.ts", folder, sites: {}, key: "same" });
  expect(made.isKept).toBe(true);
  expect(await keptBundle(folder, "same")).toMatchObject({ file: made.file });
});
