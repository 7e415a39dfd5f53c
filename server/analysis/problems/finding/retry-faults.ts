// Finds the parts of a retry policy that a run would refuse.
import * as l10n from "@vscode/l10n";
import { faultsOfRetry, type RetryPolicy } from "../../../../runtime/contract/retry.js";
import type { ResolvedAsset } from "../../model.js";
import { property, type Value } from "../../value.js";
import type { Finding } from "./problem-kind.js";

export function retryFaults(asset: ResolvedAsset): Finding<{ readonly assetKey: string }>[] {
  const retry = property(asset.options, "retry");
  if (retry?.kind !== "object") return [];
  return faultsOfRetry(readRetry(retry)).flatMap((part) => {
    const { place } = property(retry, part) ?? retry;
    return { place, message: retryWords(part), data: { assetKey: asset.key } };
  });
}

/** Values that require executing code are taken to be valid. */
function readRetry(retry: Extract<Value, { kind: "object" }>): RetryPolicy {
  const numberOf = (name: string, sound: number) => {
    const value = property(retry, name);
    if (value === undefined) return retry.open ? sound : undefined;
    return value.kind === "literal" && typeof value.value === "number" ? value.value : sound;
  };
  const [maxRetries, delay] = [numberOf("maxRetries", 1), numberOf("delay", 0)];
  const isGiven = (name: string) => property(retry, name) !== undefined;
  return {
    ...(maxRetries === undefined ? {} : { maxRetries }),
    ...(delay === undefined ? {} : { delay }),
    ...(isGiven("backoff") ? { backoff: "LINEAR" } : {}),
    ...(isGiven("jitter") ? { jitter: "FULL" } : {}),
  };
}

function retryWords(part: keyof RetryPolicy): string {
  if (part === "maxRetries") return l10n.t("`maxRetries` is a whole number from 0.");
  if (part === "delay") return l10n.t("`delay` is a number of seconds from 0.");
  return l10n.t("`backoff` and `jitter` need a `delay`.");
}
