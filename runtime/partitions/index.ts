// The entry of partitions: keys, slices, mappings and addresses, as pure rules over plain data.
export { isRecordOf, partitionSegments, partitionsIn, recordFolders } from "./address.js";
export { reasonAgainstCron, reasonAgainstZone } from "./cron-expression.js";
export {
  type CalendarOptions,
  type CronWindowOptions,
  calendarSpec,
  describePartitions,
  dimensionsOf,
  dynamicSpec,
  multiSpec,
  staticSpec,
  type TimeWindowOptions,
  timeWindowSpec,
} from "./definitions.js";
export { type KeyList, type KeySpace, keyAtMoment, keySpace, type Moment, momentOf, type TimeWindow } from "./key-space.js";
export {
  isMistake,
  loadsEarlier,
  type MappedKeys,
  type Mapping,
  type MappingMistake,
  mappingBetween,
  mappingSpecOf,
  ontoItself,
} from "./mapping.js";
export { multiKey, partsOfMultiKey } from "./multi-key.js";
export { exchangedIn, keysAmong, keysOfRanges, rangesOf } from "./ranges.js";
export { type PartitionSlice, type SliceClause, sliceOf } from "./subset.js";
export { nextTicksOf } from "./time-windows.js";
