// All kinds of problems, in the order of docs/problems.md. Written by scripts/problems.mjs.
import { dependencyCycle } from "./dependency-cycle.js";
import { duplicateAssetKey } from "./duplicate-asset-key.js";
import type { ProblemKind } from "./finding/problem-kind.js";
import { invalidAssetName } from "./invalid-asset-name.js";
import { invalidConfig } from "./invalid-config.js";
import { invalidCron } from "./invalid-cron.js";
import { invalidOptions } from "./invalid-options.js";
import { invalidSelection } from "./invalid-selection.js";
import { invalidTsconfig } from "./invalid-tsconfig.js";
import { missingPartitionExpr } from "./missing-partition-expr.js";
import { notInDefinitions } from "./not-in-definitions.js";
import { notStorable } from "./not-storable.js";
import { partitionMismatch } from "./partition-mismatch.js";
import { selfDependency } from "./self-dependency.js";
import { storageCollision } from "./storage-collision.js";
import { syntaxError } from "./syntax-error.js";
import { typeMismatch } from "./type-mismatch.js";
import { uncheckedType } from "./unchecked-type.js";
import { undeclaredExternal } from "./undeclared-external.js";
import { unknownColumn } from "./unknown-column.js";
import { unknownDep } from "./unknown-dep.js";
import { unknownInputManagerKey } from "./unknown-input-manager-key.js";
import { unknownIoManagerKey } from "./unknown-io-manager-key.js";
import { unknownResource } from "./unknown-resource.js";
import { unknownUpstream } from "./unknown-upstream.js";
import { unresolvedImport } from "./unresolved-import.js";
import { unsupportedParameter } from "./unsupported-parameter.js";
import { unusedInput } from "./unused-input.js";
import { voidUpstream } from "./void-upstream.js";

export const PROBLEM_KINDS: readonly ProblemKind[] = [
  unknownUpstream,
  unknownDep,
  undeclaredExternal,
  duplicateAssetKey,
  dependencyCycle,
  selfDependency,
  unknownIoManagerKey,
  unknownInputManagerKey,
  unknownResource,
  typeMismatch,
  voidUpstream,
  notStorable,
  storageCollision,
  unknownColumn,
  unsupportedParameter,
  unusedInput,
  invalidAssetName,
  notInDefinitions,
  missingPartitionExpr,
  partitionMismatch,
  invalidOptions,
  invalidCron,
  invalidSelection,
  invalidConfig,
  invalidTsconfig,
  syntaxError,
  unresolvedImport,
  uncheckedType,
];
