// The interface of a kind of partition mapping: how its data is read, and the mapping that it creates between two definitions.
import type { PartitionMappingSpec, PartitionsSpec } from "../../contract/partitions.js";
import type { Mapping, MappingMistake } from "../mapped-keys.js";

export interface MappingKind<Spec extends PartitionMappingSpec = PartitionMappingSpec> {
  readonly kind: Spec["kind"];
  /** The class that users create. */
  readonly className: string;
  /** The plain data for a constructor's argument; null when the argument is wrong. */
  readonly specOf: (option: unknown) => Spec | null;
  /** The name of the kind in a message, when it needs a consumer with partitions. */
  readonly needsPartitions?: string;
  /** The mapping between two definitions; `downstream` is null only for a kind that needs no consumer with partitions. */
  readonly between: (spec: Spec, upstream: PartitionsSpec, downstream: PartitionsSpec, rules: MappingRules) => Mapping | MappingMistake;
  /** The mapping of an asset that loads its own earlier partitions. Default: the same. */
  readonly ontoItself?: (spec: Spec, rules: MappingRules) => Spec;
  /** Whether an asset may load itself with it, because each partition loads only earlier ones. Default: no. */
  readonly loadsEarlier?: (spec: Spec, rules: MappingRules) => boolean;
}

/** What a kind may use of the other kinds. */
export interface MappingRules {
  readonly resolve: (spec: PartitionMappingSpec, upstream: PartitionsSpec, downstream: PartitionsSpec) => Mapping | MappingMistake;
  /** The default mapping between two definitions: windows by overlap, others by key. */
  readonly byDefault: (upstream: PartitionsSpec, downstream: PartitionsSpec) => Mapping | MappingMistake;
  /** The dimensions of the multi-dimensional definition that equal the other definition or, for windows, that can be mapped to it. */
  readonly fittingDimensions: (upstream: PartitionsSpec, downstream: PartitionsSpec) => readonly string[];
  readonly ontoItself: (spec: PartitionMappingSpec) => PartitionMappingSpec;
  readonly loadsEarlier: (spec: PartitionMappingSpec) => boolean;
}

/** Checks the types of a kind at its declaration. A list of kinds accepts the spec that its `kind` names. */
export function mappingKind<Spec extends PartitionMappingSpec>(kind: MappingKind<Spec>): MappingKind {
  return kind as unknown as MappingKind;
}

/** Which upstream partitions a partition of the consumer loads: `ins[p].partitionMapping`. */
export abstract class PartitionMapping {
  /** The mapping as plain data. */
  readonly spec: PartitionMappingSpec;

  protected constructor(kind: MappingKind, option?: unknown) {
    const spec = kind.specOf(option);
    if (spec === null)
      throw new TypeError(`${kind.className} does not accept ${JSON.stringify(option)}. Pass options of the type that it declares.`);
    this.spec = spec;
  }
}
