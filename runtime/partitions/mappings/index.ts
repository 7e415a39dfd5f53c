// The kinds of partition mappings, one for each class.
import * as classes from "./classes.js";
import type { MappingKind } from "./mapping-kind.js";

export const MAPPING_KINDS: readonly MappingKind[] = Object.values(classes).flatMap((each) => ("kind" in each ? [each.kind] : []));
