// Measures Dagster's commands for the same work, if Python with `dagster` is installed.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface DagsterTimes {
  /** `dagster asset materialize` of one asset, in ms. */
  readonly materialize: number;
  /** `dagster definitions validate` of one asset, in ms. */
  readonly validate: number;
  /** The same for 2,000 assets, in ms. */
  readonly validateMany: number;
}

/** Null if `dagster` is not on the PATH. */
export function dagsterTimes(): DagsterTimes | null {
  if (spawnSync("dagster", ["--version"], { stdio: "ignore" }).status !== 0) return null;
  const dir = mkdtempSync(join(tmpdir(), "millrace-dagster-"));
  writeFileSync(join(dir, "one.py"), source(1));
  writeFileSync(join(dir, "many.py"), source(2_000));
  const timed = (args: readonly string[]) => {
    const started = performance.now();
    execFileSync("dagster", args, {
      cwd: dir,
      stdio: "ignore",
      env: { ...process.env, DAGSTER_HOME: dir, DAGSTER_DISABLE_TELEMETRY: "yes" },
    });
    return performance.now() - started;
  };
  const best = (args: readonly string[]) => Math.min(timed(args), timed(args), timed(args));
  try {
    return {
      materialize: best(["asset", "materialize", "-f", "one.py", "--select", "a0"]),
      validate: best(["definitions", "validate", "-f", "one.py"]),
      validateMany: best(["definitions", "validate", "-f", "many.py"]),
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Chains of ten, because Dagster cannot handle long ones. */
function source(assets: number): string {
  const functions = Array.from(
    { length: assets },
    (_, at) => `@asset\ndef a${at}(${at % 10 === 0 ? "" : `a${at - 1}`}):\n    return ${at}\n`,
  );
  const names = Array.from({ length: assets }, (_, at) => `a${at}`).join(", ");
  return `from dagster import Definitions, asset\n\n${functions.join("\n")}\ndefs = Definitions(assets=[${names}])\n`;
}
