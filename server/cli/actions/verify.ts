// `millrace verify`: compares stored values with their records, and reports values that cannot be read.
import type { VerifiedValue } from "../../../runtime/contract/worker.js";
import { verifyValues } from "../../../runtime/host/index.js";
import { relativeTo } from "../../analysis/index.js";
import { placeText } from "../output/place-text.js";
import { print, printJson } from "../output/print.js";
import { style } from "../output/style.js";
import { openProject, type ProjectOption } from "../project/open-project.js";
import { selectedKeys } from "../project/selected-keys.js";
import { MOST_WITHOUT_KEY, withoutKeyWords } from "../project/without-key.js";

interface VerifyOptions extends ProjectOption {
  readonly json?: boolean;
}

/** Exits 1 if a value cannot be read, or may be confused with another. */
export async function verify(selection: readonly string[], options: VerifyOptions): Promise<number> {
  const project = openProject(options);
  const keys = selectedKeys(project, selection);
  const verified = await verifyValues(project.dir, relativeTo(project.dir, project.configFile), keys, { modules: project.modules() });
  if (options.json) printJson({ verified });
  else printVerified(verified);
  return verified.some(isBad) ? 1 : 0;
}

function printVerified(verified: readonly VerifiedValue[]): void {
  const bad = verified.filter(isBad);
  for (const { key, partitionKey, storedAt, reason } of bad) {
    const which = partitionKey === undefined ? "" : ` ${partitionKey}`;
    print(`${style("red", "✗")} ${style("bold", key)}${which}  ${style("dim", placeText(storedAt))}\n  ${reason}`);
  }
  const keyless = verified.filter(({ state }) => state === "without-key");
  for (const { key, partitionKey, storedAt } of keyless.slice(0, MOST_WITHOUT_KEY))
    print(`${style("yellow", "?")} ${style("bold", key)} ${partitionKey}  ${style("dim", placeText(storedAt))}`);
  if (keyless.length > MOST_WITHOUT_KEY) print(`and ${keyless.length - MOST_WITHOUT_KEY} more (--json has them all)`);
  if (keyless.length > 0) print(withoutKeyWords(keyless.length));
  const good = verified.filter(({ state }) => state === "ok");
  if (verified.length === 0) print("Nothing is stored yet.");
  else print(`${good.length} of ${good.length + bad.length} stored values are whole and readable${restingOn(good)}.`);
  if (bad.some(({ state }) => state === "unreadable")) print("Materialize what cannot be read again: millrace materialize KEY");
}

function isBad({ state }: VerifiedValue): boolean {
  return state === "unreadable" || state === "collision";
}

/** For example `: 3 by hash, 1 by reading`. */
function restingOn(good: readonly VerifiedValue[]): string {
  const parts = Object.entries(BY).flatMap(([by, words]) => {
    const count = good.filter((value) => value.by === by).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  return parts.length === 0 ? "" : `: ${parts.join(", ")}`;
}

const BY = {
  hash: "by hash",
  count: "by the number of rows",
  reading: "by reading, with nothing to compare",
  presence: "only by being there",
} as const satisfies Record<NonNullable<VerifiedValue["by"]>, string>;
