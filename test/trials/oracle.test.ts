// Like test/processes/analysis/oracle.test.ts, with each supported TypeScript version, and with types that packages compute.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { TypeEngine } from "../../runtime/contract/editor.js";
import { installInto, packedMillrace } from "../support/npm-project.js";
import { disagreements, filesOf, type Judged, tscOf } from "../support/oracle/judged-project.js";
import { PACKAGE_PROJECTS, PACKAGES } from "../support/oracle/package-projects.js";
import { PROJECTS } from "../support/oracle/projects.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { isSoak } from "../support/trials.js";

const VERSIONS = ["5.9.3", "6.0.3", "7.0.2"];
const ALL: Readonly<Record<string, Judged>> = { ...PROJECTS, ...PACKAGE_PROJECTS };

afterAll(() => {
  if (isSoak) rmSync(packedMillrace(), { force: true });
});

const installed = new Map<string, Promise<string>>();

/** A folder with this TypeScript and the packages, created once. A project below it resolves them. */
function folderWith(version: string): Promise<string> {
  const known = installed.get(version);
  if (known) return known;
  const made = temporaryFolder().then((folder) => installInto(folder, [`typescript@${version}`, ...PACKAGES, packedMillrace()]));
  installed.set(version, made);
  return made;
}

/** TypeScript 7 is also used as the native engine. */
const ENGINES: readonly (readonly [version: string, engine: TypeEngine])[] = [
  ...VERSIONS.map((version) => [version, "auto"] as const),
  ["7.0.2", "native"],
];
const CASES = ENGINES.flatMap(([version, engine]) => Object.entries(ALL).map(([name, judged]) => [version, engine, name, judged] as const));

test.runIf(isSoak).each(CASES)("TypeScript %s, engine %s: %s", async (version, engine, name, judged) => {
  const folder = await folderWith(version);
  const dir = join(folder, `${engine}-${name.replaceAll(/\W+/g, "-")}`);
  for (const [file, text] of Object.entries(filesOf(judged))) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text);
  }
  expect(await disagreements(dir, judged, tscOf(folder), engine)).toEqual([]);
});
