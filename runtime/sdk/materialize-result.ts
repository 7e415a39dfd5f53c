// What a function may return instead of the bare value, to add metadata or a data version.
import type { MetadataInput } from "./metadata.js";

export interface MaterializeResultOptions<T> {
  /** The value to store. Without it nothing is stored. */
  readonly value?: T;
  /** Metadata entries of the materialization. */
  readonly metadata?: Readonly<Record<string, MetadataInput>>;
  /** A version of the data that you choose. It is written into the record. */
  readonly dataVersion?: string;
}

/** A value with metadata. Without `value`, nothing is stored: the function stored it itself. */
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
