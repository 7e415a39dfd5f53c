// What an expression comes to, as far as reading alone can tell. Every value knows where it stands in the code.
import type { Place } from "../../runtime/contract/problem.js";
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
  readonly file: string;
  /** Of the whole call. */
  readonly place: Place;
  readonly options: Value | null;
  readonly fn: { readonly fact: FunctionFact; readonly file: string } | null;
  /** Where the function is given that reading does not find, for it is made by a call or may be another by then; null where it is found, or missing. */
  readonly unread: Place | null;
}

/** An identity that is the same however the declaration was reached. */
export function declarationId(declaration: AssetDeclaration): string {
  return `${declaration.file}:${declaration.place.start}`;
}

/** The literal string a value is, or null. */
export function stringOf(value: Value | undefined): string | null {
  return value?.kind === "literal" && typeof value.value === "string" ? value.value : null;
}

/** The property of an object value, standing where it is written (or where the object is used, for one from elsewhere). */
export function property(value: Value | null | undefined, name: string): Value | undefined {
  return value?.kind === "object" ? value.properties.get(name)?.value : undefined;
}

/** All the values a value may be: the options of a choice, one by one. */
export function possibilities(value: Value): readonly Value[] {
  return value.kind === "choice" ? value.options.flatMap(possibilities) : [value];
}
