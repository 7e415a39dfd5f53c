// The entry of the package: everything that user code imports. Importing it has no side effects.
export type { DeclaredColumn, DeclaredType, Form } from "../contract/asset.js";
export type { RunEvent } from "../contract/events.js";
export type { PartitionRange, PartitionsSpec } from "../contract/partitions.js";
export type { Materialization, MetadataEntry, StoredAs } from "../contract/run.js";
export type { RowColumn, RowFilter, RowPage, RowQuestion, RowSort, RowTest } from "../contract/value.js";
export { DuckDBIOManager, type DuckDBIOManagerOptions } from "../io/duckdb/manager.js";
export type { DuckDBAttachment, DuckDBSettings } from "../io/duckdb/settings.js";
export { type FileContent, type FileHandle, LocalFileManager, type LocalFileManagerOptions } from "../io/files/file-manager.js";
export { FilesystemIOManager, type FilesystemIOManagerOptions } from "../io/files/filesystem.js";
export {
  ApiInputManager,
  type ApiInputManagerOptions,
  type PageSize,
  type Paging,
  type PartitionParameters,
} from "../io/inputs/api/manager.js";
export { DatabaseInputManager, type DatabaseInputManagerOptions } from "../io/inputs/database/manager.js";
export { InMemoryIOManager } from "../io/memory/manager.js";
export type { AzureOptions } from "../io/object-store/az-driver.js";
export type { GoogleOptions } from "../io/object-store/gs-driver.js";
export { ObjectStoreIOManager, type ObjectStoreIOManagerOptions } from "../io/object-store/manager.js";
export { AbsentObjectError, type Bytes, type ObjectHead, type ObjectStore, type StoreScheme } from "../io/object-store/object-store.js";
export { type ObjectStoreOptions, openObjectStore } from "../io/object-store/open-store.js";
export type { S3Options } from "../io/object-store/s3-driver.js";
export type { ConnectionSetting, PostgresConnection } from "../io/postgres/connection-setting.js";
export { PostgresIOManager, type PostgresIOManagerOptions } from "../io/postgres/manager.js";
export { RedshiftIOManager, type RedshiftIOManagerOptions } from "../io/redshift/manager.js";
export type { RedshiftResult, RedshiftSession } from "../io/redshift/session-types.js";
export type { SchemaPolicy } from "../io/tables/schema-policy.js";
export {
  type BackendRoute,
  MultiBackendIOManager,
  type MultiBackendIOManagerOptions,
  type RoutedAsset,
} from "../io/wrappers/multi-backend-manager.js";
export { type PathContext, PathIOManager, type PathIOManagerOptions } from "../io/wrappers/path-manager.js";
export { type TestedRoute, TypedIOManager, type TypedIOManagerOptions, type ValueKind } from "../io/wrappers/typed-manager.js";
export type { Version } from "../io/wrappers/version-list.js";
export { VersionedIOManager, type VersionedIOManagerOptions, type VersionsOptions } from "../io/wrappers/versioned-manager.js";
export type { CalendarOptions, CronWindowOptions, KeyList, PartitionSlice, SliceClause, TimeWindowOptions } from "../partitions/index.js";
export * from "../partitions/mappings/classes.js";
export {
  type AnyAsset,
  type Asset,
  type AssetFunction,
  type AssetIn,
  type AssetOptions,
  type AssetReference,
  asset,
  type ExternalAsset,
  type ExternalAssetOptions,
  externalAsset,
  type StoredValue,
} from "./asset.js";
export type { AssetContext } from "./asset-context.js";
export { type AssetFolder, assetsFrom } from "./asset-folder.js";
export { AssetKey, type AssetKeyInput } from "./asset-key.js";
export type { ContextOf } from "./context-of.js";
export { type AssetsInput, Definitions, type DefinitionsOptions } from "./definitions.js";
export { type EnvVar, envVar } from "./env-var.js";
export { Failure, type FailureOptions, NonRetriableError } from "./failure.js";
export {
  type DescribeContext,
  type Described,
  type InputContext,
  type InputManager,
  type IOManager,
  MissingValueError,
  type OutputContext,
  type Partitioned,
  type Preview,
  type UpstreamOutput,
  type Verified,
  type VerifiedBy,
} from "./io-manager.js";
export { type AssetJob, defineAssetJob, type JobOptions, ScheduleDefinition, type ScheduleOptions } from "./job.js";
export { type LoadPartitionsOptions, type LoadValueOptions, loadAssetValue, loadAssetValues } from "./load-value.js";
export type { Log } from "./log.js";
export { InputManagerDefinition, IOManagerDefinition, inputManager, ioManager } from "./manager-factory.js";
export { type MaterializeOptions, type MaterializeRunResult, materialize, materializeToMemory } from "./materialize.js";
export { MaterializeResult, type MaterializeResultOptions } from "./materialize-result.js";
export { type MetadataInput, MetadataValue, type TableColumn } from "./metadata.js";
export {
  BackfillPolicy,
  DailyPartitionsDefinition,
  DynamicPartitionsDefinition,
  HourlyPartitionsDefinition,
  type KeysOptions,
  MonthlyPartitionsDefinition,
  MultiPartitionsDefinition,
  nextTicks,
  PartitionsDefinition,
  StaticPartitionsDefinition,
  type TicksOptions,
  TimeWindowPartitionsDefinition,
  WeeklyPartitionsDefinition,
} from "./partitions.js";
export { Relation, sql, type Table } from "./relation.js";
export {
  type ConfigInput,
  type ConfigOf,
  type FactoryOptions,
  type InitContext,
  ResourceDefinition,
  type ResourceOptions,
  resource,
} from "./resource.js";
export type { RetryPolicy } from "./retry.js";
export { AssetSelection, type SelectionInput } from "./selection.js";
