// The result of a function that adds metadata or a data version to its value.
import type { MetadataInput } from "./metadata.js";

export interface MaterializeResultOptions<T> {
  /** The value to store. Without it, no value is stored. */
  readonly value?: T;
  /** Metadata entries of the materialization. */
  readonly metadata?: Readonly<Record<string, MetadataInput>>;
  /** A version of the data that you choose. It is written into the record. */
  readonly dataVersion?: string;
}

/** A value with metadata. Without `value`, Millrace stores nothing: the function has stored the value itself. */
export class MaterializeResult<T = void> {
  readonly value: T;
  readonly hasValue: boolean;
  readonly metadata: Readonly<Record<string, MetadataInput>>;
  readonly dataVersion: string | undefined;

  constructor(options: MaterializeResultOptions<T> = {}) {
    this.value = options.value as T;
    this.hasValue = "value" in options;
    this.metadata = options.metadata ?? {};
    this.dataVersion = options.dataVersion;
  }
}
