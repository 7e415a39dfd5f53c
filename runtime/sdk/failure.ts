// How user code fails on purpose: whether another attempt may help, and what it tells of the failure.
import { isError } from "./is-error.js";
import type { MetadataInput } from "./metadata.js";

/**
 * Throw it where another attempt would end the same way (a rejected password, a bad request): the asset fails at once,
 * whatever its `retry` says. So does an error whose `cause` is one.
 */
export class NonRetriableError extends Error {
  override name = "NonRetriableError";
}

export interface FailureOptions {
  /** False: the asset fails at once, whatever its `retry` says. Default: true. */
  readonly allowRetries?: boolean;
  /** Metadata entries that the record of the run keeps. */
  readonly metadata?: Readonly<Record<string, MetadataInput>>;
  /** The error that caused this one. */
  readonly cause?: unknown;
}

/** Throw it to fail an asset with a description and metadata: Dagster's `Failure`. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly allowRetries: boolean;
  readonly metadata: Readonly<Record<string, MetadataInput>>;

  /** `description` is the error's message. */
  constructor(description: string, { allowRetries = true, metadata = {}, cause }: FailureOptions = {}) {
    super(description, cause === undefined ? undefined : { cause });
    this.allowRetries = allowRetries;
    this.metadata = metadata;
  }
}

/** What says that another attempt would end the same way: the error itself or one it was caused by. Null: it may help. */
export function reasonAgainstRetrying(thrown: unknown): Error | null {
  for (const error of causes(thrown)) {
    if (error instanceof NonRetriableError || (error instanceof Failure && !error.allowRetries)) return error;
  }
  return null;
}

/** The metadata of the `Failure` that was thrown, or that caused what was thrown. */
export function metadataOfFailure(thrown: unknown): Readonly<Record<string, MetadataInput>> {
  return causes(thrown).find((error) => error instanceof Failure)?.metadata ?? {};
}

/** The error and what caused it, outermost first. */
function causes(thrown: unknown): Error[] {
  const found: Error[] = [];
  for (let next = thrown; isError(next) && !found.includes(next); next = next.cause) found.push(next);
  return found;
}
