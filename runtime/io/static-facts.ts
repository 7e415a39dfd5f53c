// What each manager of this package says of itself before it is loaded, by class: analysis reads it.
import type { ManagerFacts, StaticFacts } from "../contract/manager-facts.js";
import { ALL_STATIC_FACTS } from "./all-static-facts.js";
import { filesystem } from "./files/static-facts.js";

/** By class; an address is asked only of the facts that the same entry gave. */
export const STATIC_FACTS: ReadonlyMap<string, StaticFacts> = new Map(ALL_STATIC_FACTS.map((each) => [each.className, each]));

/** The manager of an asset that names none, in a project without `io_manager`. */
export const DEFAULT_STORAGE: ManagerFacts = filesystem.facts((_option, absent) => absent);
