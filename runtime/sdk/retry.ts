// How often a failed step is retried, and the delay before each retry: Dagster's retry policy.
import { faultsOfRetry, type RetryPolicy } from "../contract/retry.js";

export type { RetryPolicy };

/** Why the policy is invalid; null when it is valid. */
export function reasonAgainstRetry(policy: RetryPolicy): string | null {
  const [fault] = faultsOfRetry(policy);
  if (fault === undefined) return null;
  if (fault === "maxRetries") return `retry.maxRetries is ${policy.maxRetries}; it must be a whole number from 0. Change it.`;
  if (fault === "delay") return `retry.delay is ${policy.delay}; it must be seconds from 0. Change it.`;
  return `retry.${fault} needs retry.delay. Give a delay in seconds.`;
}

/** Seconds before retry number `attempt` (from 1). */
export function retryDelay(policy: RetryPolicy, attempt: number, random: () => number = Math.random): number {
  const base = policy.delay ?? 0;
  const grown = policy.backoff === "LINEAR" ? attempt * base : policy.backoff === "EXPONENTIAL" ? (2 ** attempt - 1) * base : base;
  if (policy.jitter === "FULL") return random() * grown;
  if (policy.jitter === "PLUS_MINUS") return Math.max(0, grown + 2 * (random() - 0.5) * base);
  return grown;
}
