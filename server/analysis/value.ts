// What an expression comes to, as far as reading alone can tell. Every value knows where it stands in the code.

import type { PartitionMappingSpec, PartitionsSpec } from "../../runtime/contract/partitions.js";
import type { Place } from "../../runtime/contract/problem.js";
import type { ToldClass } from "../../runtime/contract/worker.js";
import type { FunctionFact } from "./facts.js";

export type Value =
  | {
      readonly kind: "literal";
      readonly value: string | number | boolean | null | undefined;
      readonly place: Place;
      /** Where the literal itself is; `place` is where it is used. */
      readonly written: Place;
    }
  | ObjectValue
  | { readonly kind: "array"; readonly elements: readonly Value[]; readonly open: boolean; readonly place: Place }
  | { readonly kind: "function"; readonly fn: FunctionFact; readonly file: string; readonly place: Place }
  /** A class of the project; `sdkBase` is the class of the SDK it descends from, if any. */
  | {
      readonly kind: "class";
      readonly name: string | null;
      readonly members: readonly string[];
      readonly statics: ReadonlyMap<string, Value>;
      readonly sdkBase: string | null;
      readonly open: boolean;
      readonly place: Place;
    }
  /** `new C(args)`: of the SDK when `sdk` is set, else of the project (`members`) or of a package (`open`). */
  | InstanceValue
  /** Something `millrace` exports: `asset`, or a member of it: `AssetSelection.groups`. */
  | { readonly kind: "sdk"; readonly name: string; readonly place: Place }
  /** A call of something `millrace` exports, except `asset`; `receiver` for a method of such a call's result. */
  | CallValue
  /** Something of the language itself: `Object`, or a member of it: `Object.values`. */
  | { readonly kind: "global"; readonly name: string; readonly place: Place }
  | { readonly kind: "method"; readonly receiver: Value; readonly name: string; readonly place: Place }
  | {
      readonly kind: "asset";
      readonly declaration: AssetDeclaration;
      readonly place: Place;
      /** The name by which it was last called, as in a list that is spread elsewhere; its own call where no name was needed. */
      readonly written: Place;
    }
  | { readonly kind: "namespace"; readonly file: string; readonly place: Place }
  | { readonly kind: "choice"; readonly options: readonly Value[]; readonly place: Place }
  /** Told by running: a partitions definition, a mapping, an I/O manager of a class. */
  | { readonly kind: "partitions"; readonly spec: PartitionsSpec; readonly place: Place }
  | { readonly kind: "mapping"; readonly spec: PartitionMappingSpec; readonly place: Place }
  | { readonly kind: "manager"; readonly told: ToldClass; readonly place: Place }
  | { readonly kind: "unknown"; readonly place: Place };

export interface ObjectValue {
  readonly kind: "object";
  readonly properties: ReadonlyMap<string, Property>;
  /** There may be more than is seen: a spread or a computed name nobody could read. */
  readonly open: boolean;
  readonly place: Place;
}

export interface Property {
  readonly value: Value;
  /** Of the name. */
  readonly namePlace: Place;
}

export interface InstanceValue {
  readonly kind: "instance";
  readonly sdk: string | null;
  /** The class's name, when it is one of the project. */
  readonly className: string | null;
  readonly members: readonly string[];
  readonly open: boolean;
  readonly args: readonly Value[];
  readonly place: Place;
}

export interface CallValue {
  readonly kind: "call";
  readonly callee: string;
  readonly receiver: Value | null;
  readonly args: readonly Value[];
  readonly place: Place;
}

/** One `asset(…)` call as the code declares it, before names are resolved. */
export interface AssetDeclaration {
  /** The same however the declaration is reached; two calls that an edit has pushed to one place are still two. */
  readonly id: string;
  /** The module that runs when it is made: of a factory's asset, the one that calls the factory. */
  readonly file: string;
  /** Of the whole call in that module: `asset(…)`, or of a factory. */
  readonly place: Place;
  /** Of the `asset(…)` call itself. */
  readonly site: Place;
  readonly options: Value | null;
  readonly fn: { readonly fact: FunctionFact; readonly file: string } | null;
  /** Where the function is given that reading does not find, for it is made by a call or may be another by then; null where it is found, or missing. */
  readonly unread: Place | null;
}

/** An identity that is the same however the declaration was reached. */
export function declarationId({ id }: AssetDeclaration): string {
  return id;
}

/** The literal string a value is, or null. */
export function stringOf(value: Value | undefined): string | null {
  return value?.kind === "literal" && typeof value.value === "string" ? value.value : null;
}

/** Whether a value is surely `undefined`. */
export function isUndefined(value: Value | undefined): boolean {
  return value === undefined || (value.kind === "literal" && value.value === undefined);
}

/**
 * An option: undefined where it is surely not given, a value of kind `unknown` if only executing the code can tell,
 * standing where it is written (or where the object is used, for one from elsewhere).
 */
export function property(value: Value | null | undefined, name: string): Value | undefined {
  if (value == null || (value.kind === "literal" && value.value == null)) return undefined;
  if (value.kind === "choice") {
    const options = value.options.map((option) => property(option, name));
    if (options.every((option) => option === undefined)) return undefined;
    const [first] = options;
    if (options.length === 1) return first;
    return {
      kind: "choice",
      options: options.map((each) => each ?? ({ kind: "literal", value: undefined, place: value.place, written: value.place } as const)),
      place: value.place,
    };
  }
  if (value.kind !== "object") return { kind: "unknown", place: value.place };
  const found = value.properties.get(name)?.value;
  if (found !== undefined) return isUndefined(found) ? undefined : found;
  return value.open ? { kind: "unknown", place: value.place } : undefined;
}

/** What reading says of an option: that it is not given, what it is, or that only executing the code can tell. */
export type Answer<T> =
  | { readonly kind: "absent" }
  | { readonly kind: "known"; readonly value: T; readonly place: Place }
  | { readonly kind: "open"; readonly place: Place };

/** An option by `read`, which gives null for what it cannot read. */
export function answer<T>(options: Value | null | undefined, name: string, read: (value: Value) => T | null): Answer<T> {
  const given = property(options, name);
  if (given === undefined) return { kind: "absent" };
  const value = read(given);
  return value === null ? { kind: "open", place: given.place } : { kind: "known", value, place: given.place };
}

/** A list of texts, whole; null where it is none, or only executing the code can tell. */
export function textsOf(value: Value): string[] | null {
  if (value.kind !== "array" || value.open) return null;
  const texts = value.elements.map(stringOf);
  return texts.every((text): text is string => text !== null) ? texts : null;
}

/** All the values a value may be: the options of a choice, one by one. */
export function possibilities(value: Value): readonly Value[] {
  return value.kind === "choice" ? value.options.flatMap(possibilities) : [value];
}
