// The classes of partition mappings that users create. For a new kind, add a file beside this one and a line here.
export { AllPartitionMapping } from "./all.js";
export { IdentityPartitionMapping } from "./identity.js";
export { LastPartitionMapping } from "./last.js";
export { PartitionMapping } from "./mapping-kind.js";
export { type DimensionPartitionMapping, MultiPartitionMapping } from "./multi.js";
export { MultiToSingleDimensionPartitionMapping } from "./multi-to-single.js";
export { SpecificPartitionsPartitionMapping } from "./specific.js";
export { StaticPartitionMapping } from "./static.js";
export { type TimeWindowMappingOptions, TimeWindowPartitionMapping } from "./time-window.js";
