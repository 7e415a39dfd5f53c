// What each manager of this package declares before it is loaded: the one list that analysis reads.
import type { ManagerFacts, StaticFacts } from "../contract/manager-facts.js";
import { duckdb } from "./duckdb/static-facts.js";
import { filesystem, localFiles } from "./files/static-facts.js";
import { apiInput } from "./inputs/api/static-facts.js";
import { databaseInput } from "./inputs/database/static-facts.js";
import { memory } from "./memory/static-facts.js";
import { objectStore } from "./object-store/static-facts.js";
import { postgres } from "./postgres/static-facts.js";
import { redshift } from "./redshift/static-facts.js";
import { wrappers } from "./wrappers/static-facts.js";

const ALL = [filesystem, localFiles, objectStore, duckdb, postgres, redshift, memory, apiInput, databaseInput, ...wrappers];

/** By class; `addressOf` gets only facts that the same entry returned. */
export const STATIC_FACTS: ReadonlyMap<string, StaticFacts> = new Map(ALL.map((each) => [each.className, each as StaticFacts]));

/** The default location of values. */
export const DEFAULT_STORAGE: ManagerFacts = filesystem.facts((_option, absent) => absent);
