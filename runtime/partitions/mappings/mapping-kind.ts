// What a kind of partition mapping is: how its data is read, and what it gives between two definitions.
import type { PartitionMappingSpec, PartitionsSpec } from "../../contract/partitions.js";
import type { Mapping, MappingMistake } from "../mapped-keys.js";

export interface MappingKind<Spec extends PartitionMappingSpec = PartitionMappingSpec> {
  readonly kind: Spec["kind"];
  /** The class that users write. */
  readonly className: string;
  /** What the class makes of its constructor's argument, which is plain data; null where the argument is wrong. */
  readonly specOf: (option: unknown) => Spec | null;
  /** The name of the kind in a message, when it needs a consumer with partitions. */
  readonly needsPartitions?: string;
  /** The mapping between two definitions; `downstream` is null only for a kind that needs no consumer with partitions. */
  readonly between: (spec: Spec, upstream: PartitionsSpec, downstream: PartitionsSpec, rules: MappingRules) => Mapping | MappingMistake;
  /** The mapping of an asset that loads its own earlier partitions. Default: the same. */
  readonly ontoItself?: (spec: Spec, rules: MappingRules) => Spec;
  /** Whether an asset may load itself by it, for each partition loads earlier ones alone. Default: no. */
  readonly loadsEarlier?: (spec: Spec, rules: MappingRules) => boolean;
}

/** What a kind may ask of the others. */
export interface MappingRules {
  readonly resolve: (spec: PartitionMappingSpec, upstream: PartitionsSpec, downstream: PartitionsSpec) => Mapping | MappingMistake;
  /** One definition onto another without a mapping given: windows by overlap, the rest by key. */
  readonly byDefault: (upstream: PartitionsSpec, downstream: PartitionsSpec) => Mapping | MappingMistake;
  /** The dimensions of the one that has several which are the other or, of windows, pair with it. */
  readonly fittingDimensions: (upstream: PartitionsSpec, downstream: PartitionsSpec) => readonly string[];
  readonly ontoItself: (spec: PartitionMappingSpec) => PartitionMappingSpec;
  readonly loadsEarlier: (spec: PartitionMappingSpec) => boolean;
}

/** The types of a kind are checked where it is declared; a list of kinds takes the spec that its `kind` names. */
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
