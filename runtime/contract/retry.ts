// Dagster's retry policy, and which values of it are invalid. Analysis and runtime use the same rule.

export interface RetryPolicy {
  /** Further attempts after the first. Default: 1. */
  readonly maxRetries?: number;
  /** Seconds before each further attempt. Default: 0. */
  readonly delay?: number;
  /** How the delay grows with the n-th retry: `LINEAR` n·delay, `EXPONENTIAL` (2ⁿ−1)·delay. Default: the delay stays the same. */
  readonly backoff?: "LINEAR" | "EXPONENTIAL";
  /** A random change of the delay: `FULL` from 0 to the delay, `PLUS_MINUS` up to one `delay` more or less. Default: none. */
  readonly jitter?: "FULL" | "PLUS_MINUS";
}

/** The invalid values: a number outside its range, or a change of a delay that is not set. */
export function faultsOfRetry({ maxRetries = 1, delay, backoff, jitter }: RetryPolicy): (keyof RetryPolicy)[] {
  const faults: (keyof RetryPolicy)[] = [];
  if (!Number.isInteger(maxRetries) || maxRetries < 0) faults.push("maxRetries");
  if (delay !== undefined && !(delay >= 0)) faults.push("delay");
  if (delay === undefined && backoff !== undefined) faults.push("backoff");
  else if (delay === undefined && jitter !== undefined) faults.push("jitter");
  return faults;
}
