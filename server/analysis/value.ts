// The value of an expression, as far as reading alone can tell. Every value has its place in the code.

import type { PartitionMappingSpec, PartitionsSpec } from "../../runtime/contract/partitions.js";
import type { Place } from "../../runtime/contract/problem.js";
import type { ToldClass } from "../../runtime/contract/worker.js";
import type { FunctionFact } from "./facts.js";

export type Value =
  | {
      readonly kind: "literal";
      readonly value: string | number | boolean | null | undefined;
      readonly place: Place;
      /** Where the literal itself is. `place` is where it is used. */
      readonly written: Place;
    }
  | ObjectValue
  | { readonly kind: "array"; readonly elements: readonly Value[]; readonly open: boolean; readonly place: Place }
  | { readonly kind: "function"; readonly fn: FunctionFact; readonly file: string; readonly place: Place }
  /** A class of the project. `sdkBase` is the SDK class it extends, if any. */
  | {
      readonly kind: "class";
      readonly name: string | null;
      readonly members: readonly string[];
      readonly statics: ReadonlyMap<string, Value>;
      readonly sdkBase: string | null;
      readonly open: boolean;
      readonly place: Place;
    }
  /** `new C(args)`: a class of the SDK if `sdk` is set, else of the project (`members`) or of a package (`open`). */
  | InstanceValue
  /** An export of `millrace`, such as `asset`, or a member of one: `AssetSelection.groups`. */
  | { readonly kind: "sdk"; readonly name: string; readonly place: Place }
  /** A call of an export of `millrace`, except `asset`. `receiver` is set for a method call on such a call's result. */
  | CallValue
  /** A global of the language, such as `Object`, or a member of one: `Object.values`. */
  | { readonly kind: "global"; readonly name: string; readonly place: Place }
  | { readonly kind: "method"; readonly receiver: Value; readonly name: string; readonly place: Place }
  | {
      readonly kind: "asset";
      readonly declaration: AssetDeclaration;
      readonly place: Place;
      /** The name through which it was last reached, as in a list that is spread elsewhere. Its own call if no name was needed. */
      readonly written: Place;
    }
  | { readonly kind: "namespace"; readonly file: string; readonly place: Place }
  | { readonly kind: "choice"; readonly options: readonly Value[]; readonly place: Place }
  /** Reported by executing the code: a partitions definition, a mapping, an I/O manager of a class. */
  | { readonly kind: "partitions"; readonly spec: PartitionsSpec; readonly place: Place }
  | { readonly kind: "mapping"; readonly spec: PartitionMappingSpec; readonly place: Place }
  | { readonly kind: "manager"; readonly told: ToldClass; readonly place: Place }
  | { readonly kind: "unknown"; readonly place: Place };

export interface ObjectValue {
  readonly kind: "object";
  readonly properties: ReadonlyMap<string, Property>;
  /** There may be more than was read, because of an unreadable spread or computed name. */
  readonly open: boolean;
  readonly place: Place;
}

export interface Property {
  readonly value: Value;
  /** The place of the name. */
  readonly namePlace: Place;
}

export interface InstanceValue {
  readonly kind: "instance";
  readonly sdk: string | null;
  /** The class's name, if it is a class of the project. */
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
  /** The same however the declaration is reached. Two calls have different ids even if an edit moved them to one place. */
  readonly id: string;
  /** The module in which it is created: for an asset of a factory, the module that calls the factory. */
  readonly file: string;
  /** The place of the whole call in that module: `asset(…)`, or the call of the factory. */
  readonly place: Place;
  /** The place of the `asset(…)` call itself. */
  readonly site: Place;
  readonly options: Value | null;
  readonly fn: { readonly fact: FunctionFact; readonly file: string } | null;
  /**
   * Where the function is passed if it cannot be read, because a call returns it or it may have been changed. Null if it can be read, or
   * is missing.
   */
  readonly unread: Place | null;
}

/** An identity that is the same however the declaration is reached. */
export function declarationId({ id }: AssetDeclaration): string {
  return id;
}

/** The string that a value is, or null. */
export function stringOf(value: Value | undefined): string | null {
  return value?.kind === "literal" && typeof value.value === "string" ? value.value : null;
}

/** Whether a value is certainly `undefined`. */
export function isUndefined(value: Value | undefined): boolean {
  return value === undefined || (value.kind === "literal" && value.value === undefined);
}

/**
 * An option: undefined if it is certainly not given, a value of kind `unknown` if it is known only when the code is executed. Its place
 * is where it is written, or where the object is used if that comes from elsewhere.
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

/** The state of an option: not given, known, or known only when the code is executed. */
export type Answer<T> =
  | { readonly kind: "absent" }
  | { readonly kind: "known"; readonly value: T; readonly place: Place }
  | { readonly kind: "open"; readonly place: Place };

/** Reads an option with `read`, which returns null for what it cannot read. */
export function answer<T>(options: Value | null | undefined, name: string, read: (value: Value) => T | null): Answer<T> {
  const given = property(options, name);
  if (given === undefined) return { kind: "absent" };
  const value = read(given);
  return value === null ? { kind: "open", place: given.place } : { kind: "known", value, place: given.place };
}

/** A list of texts. Null if it is not one, or if it is known only when the code is executed. */
export function textsOf(value: Value): string[] | null {
  if (value.kind !== "array" || value.open) return null;
  const texts = value.elements.map(stringOf);
  return texts.every((text): text is string => text !== null) ? texts : null;
}

/** All values that a value may have: the options of a choice, one by one. */
export function possibilities(value: Value): readonly Value[] {
  return value.kind === "choice" ? value.options.flatMap(possibilities) : [value];
}
