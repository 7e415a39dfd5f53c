// The entry of planning: decides from plain data which assets and partitions a run materializes.

export { type AskedPartitions, type MadePartitions, partitionMistake } from "./choose-partitions.js";
export * from "./graph-walk.js";
export { inputMapping, isByTime, keysOf, specOf } from "./input-mapping.js";
export { didYouMean, listedAnd, listKnown, nearest } from "./nearest.js";
export { downstreamOf, keysBefore, type Selectable, upstreamOf } from "./neighbours.js";
export { overlapsIn } from "./overlap.js";
export { countMaterialized, partitionChoices, type StoredPartitions } from "./partition-choices.js";
export {
  type BadSelection,
  type ChosenAssets,
  chooseAssets,
  type Planned,
  type PlanRequest,
  type PlanSource,
  planRun,
} from "./plan-run.js";
export { type AskedOfAll, rangeOfText, unknownKey } from "./requested-partitions.js";
export { type SelectionMistake, select, selectedThemselves, selectionMistakes } from "./selection.js";
export { type StatusGraph, staleAssets } from "./staleness.js";
export { unfinished } from "./unfinished.js";
export { type PartitionWithoutKey, recordedWithoutKey } from "./without-key.js";
