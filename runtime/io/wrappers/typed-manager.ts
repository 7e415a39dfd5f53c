// Chooses the manager by the kind of value: for example, rows go to a database and bytes to files.
import type { DeclaredType } from "../../contract/asset.js";
import { type DescribeContext, type IOManager, isIOManager, type OutputContext } from "../../sdk/io-manager.js";
import { isTable, Relation } from "../../sdk/relation.js";
import { asNdArray } from "../files/nd-array.js";
import { isRows } from "../values/cells.js";
import { RoutingIOManager } from "./routing-manager.js";

/**
 * `rows`: arrays of objects, also empty ones; `table`: Arrow tables; `relation`: relations; `batches`: async iterables of rows; `bytes`:
 * `Uint8Array`, `Buffer`, `ArrayBuffer`; `array`: other typed arrays and n-d arrays; `text`: strings.
 */
export type ValueKind = "rows" | "table" | "relation" | "batches" | "bytes" | "array" | "text";

/** A custom test. The first route whose test returns true stores the value; tests come before the kinds. */
export interface TestedRoute {
  readonly when: (value: unknown) => boolean;
  readonly manager: IOManager;
}

export interface TypedIOManagerOptions {
  /** By kind of value or, with a test, by any name. The record contains the name. */
  readonly routes: Readonly<Partial<Record<ValueKind, IOManager>>> & Readonly<Record<string, IOManager | TestedRoute>>;
  /** For all other values. */
  readonly otherwise: IOManager;
}

const KINDS: readonly string[] = ["rows", "table", "relation", "batches", "bytes", "array", "text"] satisfies ValueKind[];

/** Chooses the manager by the stored value. The record contains the route, which loading uses. */
export class TypedIOManager extends RoutingIOManager {
  readonly #tests: readonly { readonly name: string; readonly when: (value: unknown) => boolean }[];
  readonly #names: ReadonlySet<string>;

  constructor(options: TypedIOManagerOptions) {
    const { routes = {}, otherwise } = options ?? {};
    if (!isIOManager(otherwise))
      throw new TypeError("TypedIOManager needs a manager for everything else. Write new TypedIOManager({ routes: { … }, otherwise: … }).");
    const managers = new Map<string, IOManager>();
    const tests: { name: string; when: (value: unknown) => boolean }[] = [];
    for (const [name, route] of Object.entries(routes)) {
      if (name === "otherwise")
        throw new TypeError('TypedIOManager has a route called "otherwise", which is reserved for all other values. Rename it.');
      if (isIOManager(route)) {
        if (!KINDS.includes(name))
          throw new TypeError(
            `TypedIOManager has the route "${name}", which is not a kind of value. The kinds are ${KINDS.join(", ")}. For others give a test: { when, manager }.`,
          );
        managers.set(name, route);
      } else {
        if (typeof route?.when !== "function" || !isIOManager(route.manager))
          throw new TypeError(`TypedIOManager cannot use the route "${name}". Give a manager, or { when: (value) => boolean, manager }.`);
        managers.set(name, route.manager);
        tests.push({ name, when: route.when });
      }
    }
    managers.set("otherwise", otherwise);
    super(managers);
    this.#tests = tests;
    this.#names = new Set(managers.keys());
  }

  protected override routeOf(_context: OutputContext, value: unknown): string {
    const tested = this.#tests.find(({ when }) => when(value));
    return tested?.name ?? this.#orElse(kindOf(value));
  }

  protected override routeWithoutValue({ declared }: DescribeContext): string | null {
    if (this.#names.size === 1) return "otherwise";
    const kind = kindOfDeclared(declared);
    return kind === null || this.#tests.length > 0 ? null : this.#orElse(kind);
  }

  #orElse(kind: ValueKind | null): string {
    return kind !== null && this.#names.has(kind) ? kind : "otherwise";
  }
}

function kindOf(value: unknown): ValueKind | null {
  if (typeof value === "string") return "text";
  if (typeof value !== "object" || value === null) return null;
  if (value instanceof Relation) return "relation";
  if (isTable(value)) return "table";
  if (Symbol.asyncIterator in value) return "batches";
  if (value instanceof Uint8Array || value instanceof ArrayBuffer) return "bytes";
  if (ArrayBuffer.isView(value) || asNdArray(value) !== null) return "array";
  return isRows(value) ? "rows" : null;
}

function kindOfDeclared({ form, columns, extension }: DeclaredType): ValueKind | null {
  if (form !== "value") return form;
  if (columns !== undefined) return "rows";
  return extension === ".bin" ? "bytes" : extension === ".npy" ? "array" : null;
}
