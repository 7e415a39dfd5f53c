// The static facts of every I/O manager of this package. Written by scripts/managers.mjs.
import type { StaticFacts } from "../contract/manager-facts.js";
import * as duckdb from "./duckdb/static-facts.js";
import * as files from "./files/static-facts.js";
import * as inputsApi from "./inputs/api/static-facts.js";
import * as inputsDatabase from "./inputs/database/static-facts.js";
import * as memory from "./memory/static-facts.js";
import * as objectStore from "./object-store/static-facts.js";
import * as postgres from "./postgres/static-facts.js";
import * as redshift from "./redshift/static-facts.js";
import * as wrappers from "./wrappers/static-facts.js";

const MODULES = [duckdb, files, inputsApi, inputsDatabase, memory, objectStore, postgres, redshift, wrappers];

export const ALL_STATIC_FACTS = MODULES.flatMap((each) => Object.values(each).flat()) as StaticFacts[];
