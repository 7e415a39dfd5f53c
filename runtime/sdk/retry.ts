// How often a failed step is tried again, and how long it waits: Dagster's retry policy.

export interface RetryPolicy {
  /** Further attempts after the first. Default 1. */
  readonly maxRetries?: number;
  /** Seconds before a further attempt. Default 0. */
  readonly delay?: number;
  /** How the delay grows with the n-th retry: n·delay, or (2ⁿ−1)·delay. Without it the delay stays as it is. */
  readonly backoff?: "LINEAR" | "EXPONENTIAL";
  /** FULL: anything from 0 to the delay; PLUS_MINUS: the computed delay, give or take one `delay`. */
  readonly jitter?: "FULL" | "PLUS_MINUS";
}

/** Why the policy makes no sense, or null. */
export function reasonAgainstRetry(policy: RetryPolicy): string | null {
  const retries = policy.maxRetries ?? 1;
  if (!Number.isInteger(retries) || retries < 0) return `retry.maxRetries is ${retries}; it must be a whole number from 0. Change it.`;
  if (policy.delay !== undefined && !(policy.delay >= 0)) return `retry.delay is ${policy.delay}; it must be seconds from 0. Change it.`;
  if (policy.delay === undefined && policy.backoff !== undefined) return "retry.backoff needs retry.delay. Give a delay in seconds.";
  if (policy.delay === undefined && policy.jitter !== undefined) return "retry.jitter needs retry.delay. Give a delay in seconds.";
  return null;
}

/** Seconds before retry number `attempt` (from 1). */
export function retryDelay(policy: RetryPolicy, attempt: number, random: () => number = Math.random): number {
  const base = policy.delay ?? 0;
  const grown = policy.backoff === "LINEAR" ? attempt * base : policy.backoff === "EXPONENTIAL" ? (2 ** attempt - 1) * base : base;
  if (policy.jitter === "FULL") return random() * grown;
  if (policy.jitter === "PLUS_MINUS") return Math.max(0, grown + 2 * (random() - 0.5) * base);
  return grown;
}
