// Measures commands as a user starts them, relative to an empty Node.js process: without changes, and after an edit.
import { execFileSync } from "node:child_process";
import { appendFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "../support/repository.js";
import { projectFolder } from "../support/wired-server.js";
import { dagsterTimes } from "./dagster.js";
import { generateProject } from "./generated-project.js";

const command = join(repository, "runtime/bin/millrace.js");

const ONE = {
  "src/assets.ts": 'import { asset } from "millrace";\nexport const one = asset((): number => 1);\n',
  "millrace.config.ts":
    'import { Definitions } from "millrace";\nimport * as assets from "./src/assets.js";\nexport default new Definitions({ assets });\n',
};

const dagster = dagsterTimes();
const bare = best(5, () => timed(tmpdir(), ["-e", "0"]));
console.log(`node -e 0: ${bare.toFixed(0)} ms`);

const small = projectFolder(ONE);
measure("check, 1 asset", small, ["check"], join(small, "src/assets.ts"), dagster?.validate);
measure("materialize, 1 asset", small, ["materialize"], join(small, "src/assets.ts"), dagster?.materialize);
tell(
  "runs",
  best(3, () => timed(small, [command, "runs"])),
);
rmSync(small, { recursive: true, force: true });

const large = generateProject(2_000);
measure("check, 2,000 assets", large.dir, ["check"], join(large.dir, large.middle), dagster?.validateMany);
const all = readdirSync(join(large.dir, "src")).map((file) => join(large.dir, "src", file));
tell(
  "check, 2,000 assets, after a branch switch that edits every file",
  best(3, () => edited(large.dir, ["check"], all)),
);
tell(
  "check, 2,000 assets, with nothing kept",
  best(3, () => {
    rmSync(join(large.dir, ".millrace"), { recursive: true });
    return timed(large.dir, [command, "check"]);
  }),
);
large.remove();

/** `ofDagster` is Dagster's time for the same, in ms. */
function measure(name: string, cwd: string, args: readonly string[], source: string, ofDagster?: number): void {
  timed(cwd, [command, ...args]);
  tell(
    `${name}, unchanged`,
    best(3, () => timed(cwd, [command, ...args])),
    ofDagster,
  );
  tell(
    `${name}, after an edit`,
    best(3, () => edited(cwd, args, [source], "//")),
    ofDagster,
  );
  tell(
    `${name}, after an edit that files which import it see`,
    best(3, () => edited(cwd, args, [source])),
    ofDagster,
  );
}

/** Adds an export, or a comment with one. */
function edited(cwd: string, args: readonly string[], sources: readonly string[], before = ""): number {
  const name = `edited_${process.hrtime.bigint()}`;
  for (const source of sources) appendFileSync(source, `${before}export const ${name} = 1;\n`);
  return timed(cwd, [command, ...args]);
}

function tell(name: string, ms: number, ofDagster?: number): void {
  const beside = ofDagster === undefined ? "" : `; Dagster ${ofDagster.toFixed(0)} ms, ${(ofDagster / ms).toFixed(1)} × as long`;
  console.log(`${name}: ${ms.toFixed(0)} ms, ${(ms / bare).toFixed(1)} × a bare node${beside}`);
}

function best(times: number, once: () => number): number {
  return Math.min(...Array.from({ length: times }, once));
}

function timed(cwd: string, args: readonly string[]): number {
  const started = performance.now();
  execFileSync(process.execPath, args, { cwd, stdio: "ignore" });
  return performance.now() - started;
}
