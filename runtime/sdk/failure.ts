// Errors with which user code fails deliberately: they say whether a retry may help, and contain metadata.
import { isError } from "./is-error.js";
import type { MetadataInput } from "./metadata.js";

/**
 * Throw it when another attempt would fail in the same way (a rejected password, an invalid request): the asset fails at once, whatever its
 * `retry` says. The same holds for an error whose `cause` is a NonRetriableError.
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

/** The error that rules out a retry: the given error or one of its causes. Null: a retry may help. */
export function reasonAgainstRetrying(thrown: unknown): Error | null {
  for (const error of causes(thrown)) {
    if (error instanceof NonRetriableError || (error instanceof Failure && !error.allowRetries)) return error;
  }
  return null;
}

/** The metadata of the thrown `Failure`, or of one that caused the thrown error. */
export function metadataOfFailure(thrown: unknown): Readonly<Record<string, MetadataInput>> {
  return causes(thrown).find((error) => error instanceof Failure)?.metadata ?? {};
}

/** The error and its causes, outermost first. */
function causes(thrown: unknown): Error[] {
  const found: Error[] = [];
  for (let next = thrown; isError(next) && !found.includes(next); next = next.cause) found.push(next);
  return found;
}
