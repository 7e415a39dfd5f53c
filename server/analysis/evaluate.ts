// Evaluates expressions across files without executing them: names, imports, spreads, choices, functions with one expression. Everything
// else is unknown.
import type { Place } from "../../runtime/contract/problem.js";
import { changesOf } from "./changes-outside.js";
import type { Argument, ChangeFact, Expr, FileFacts, FunctionFact, FunctionResult, ImportTarget, Member } from "./facts.js";
import { createMemory } from "./memory.js";
import { createModuleExports } from "./module-exports.js";
import type { AssetDeclaration, Value } from "./value.js";
import { boundFunction } from "./values/bound.js";
import { afterChange } from "./values/changed.js";
import {
  defaulted,
  either,
  elementOf,
  listOf,
  type Module,
  memberOf,
  ObjectBuilder,
  restOf,
  type SpreadValue,
  sumOf,
  textOf,
} from "./values/compose.js";
import { declarationOf, instanceOf } from "./values/construct.js";
import { called, literal, placeOf, unknown } from "./values/places.js";
import { globalCall, methodCall } from "./values/pure-calls.js";

export { placeOf } from "./values/places.js";

/** What evaluation needs of the project. */
export interface Modules {
  facts(file: string): FileFacts | undefined;
  resolve(fromFile: string, specifier: string): ImportTarget;
  /** How other files change the exports of a file, by exported name. */
  changesOutside(file: string): readonly ChangeFact[];
}

export interface Evaluator {
  /** The value of an exported name (`"default"` for the default export), or undefined if the module has no such export. */
  exported(file: string, name: string): Value | undefined;
  /** All exports of a module by name, including those of `export *`. A namespace import contains these. */
  exports(file: string): Module;
  /** What an `asset(…)` call of a file declares, read from its own text. Null if it calls another function. */
  site(file: string, site: FileFacts["sites"][number]): AssetDeclaration | null;
  /** Forgets what was read from these files. When files are created or deleted, create a new evaluator instead. */
  changed(files: Iterable<string>): void;
}

/** The body of a function that is being evaluated: the values of its parameters, and which call of a module led there. */
interface Frame {
  readonly names: FunctionResult["names"];
  readonly args: readonly SpreadValue[];
  readonly depth: number;
  readonly caller: Place;
  readonly origin: Expr;
}

/** How many nested calls are followed. Assets of factories that call factories are found by executing the code. */
const DEEPEST = 3;

const GLOBALS = new Set(["Object", "Array", "String", "structuredClone"]);

/** Creates an evaluator over a project's modules. It caches results until `changed`. */
export function createEvaluator(modules: Modules): Evaluator {
  const memory = createMemory();
  const running = new Set<string>();

  const factsOf = (file: string): FileFacts | undefined => {
    memory.look(file);
    return modules.facts(file);
  };

  const composed = createModuleExports({
    memory,
    factsOf,
    resolve: modules.resolve,
    named,
    unlessRunning,
    read: (expr, file) => evaluate(expr, file, null),
  });

  function evaluate(expr: Expr, file: string, frame: Frame | null): Value {
    const place = placeOf(expr.span, file);
    const value = (inner: Expr) => evaluate(inner, file, frame);
    switch (expr.kind) {
      case "literal":
        return literal(expr.value, place);
      case "name": {
        const local = frame?.names.get(expr.name);
        return local ? called(value(local), place) : named(file, expr.name, place);
      }
      case "member":
        return memberOf(value(expr.object), expr.property, place, composed);
      case "element":
        return elementOf(value(expr.object), value(expr.index), place, composed);
      case "object":
        return object(expr.members, file, frame, place);
      case "array":
        return listOf(spreadable(expr.elements, file, frame), place);
      case "choice":
        return { kind: "choice", options: expr.options.map(value), place };
      case "either":
        return either(expr.operator, value(expr.left), () => value(expr.right), place);
      case "template":
        return textOf([literal("", place), ...expr.parts.map(value)], place);
      case "sum":
        return sumOf(value(expr.left), value(expr.right), place);
      case "rest":
        return restOf(value(expr.object), expr.without, expr.from, place);
      case "defaulted":
        return defaulted(value(expr.value), () => value(expr.otherwise), place);
      case "argument":
        return argument(expr, frame, place);
      case "function":
        return functionValue(expr.fn, file, frame, place);
      case "class":
        return classOf(expr, file, place);
      case "new":
        return instanceOf(value(expr.callee), plainArguments(expr.args, file, frame), place);
      case "call":
        return call(value(expr.callee), expr, file, frame, place);
      case "unknown":
        return unknown(place);
    }
  }

  /** A function that uses the parameters of an outer function is not evaluated, nor is one that forwards its rest parameter. */
  function functionValue(fn: FunctionFact, file: string, frame: Frame | null, place: Place): Value {
    if (frame !== null && fn.parameters.some(({ shape }) => shape === "rest")) return unknown(place);
    return { kind: "function", fn: frame === null ? fn : { ...fn, result: null }, file, place };
  }

  function named(file: string, name: string, place: Place): Value {
    const id = `name ${file}\0${name}`;
    const value = unlessRunning(id, () => memory.recall(id, () => declared(file, name, place)));
    return value ? called(value, place) : unknown(place);
  }

  /** Names may refer to each other in a cycle: a value that is requested while it is being evaluated is undefined. */
  function unlessRunning<T>(id: string, work: () => T): T | undefined {
    if (running.has(id)) return undefined;
    running.add(id);
    try {
      return work();
    } finally {
      running.delete(id);
    }
  }

  /** The value of a top-level name after all modules are loaded. */
  function declared(file: string, name: string, place: Place): Value {
    const facts = factsOf(file);
    const binding = facts?.bindings.get(name);
    const imported = facts?.imports.get(name);
    if (!facts || (!binding && !imported)) return GLOBALS.has(name) ? { kind: "global", name, place } : unknown(place);
    const value = binding
      ? evaluate(binding.value, file, null)
      : imported
        ? composed.imported(file, imported.specifier, imported.imported, place)
        : unknown(place);
    return [...facts.changes.filter((change) => change.name === name), ...changesOutside(file, facts, name)]
      .filter((change) => changes(change, file))
      .reduce(afterChange, value);
  }

  function changesOutside(file: string, facts: FileFacts, name: string): ChangeFact[] {
    memory.look(changesOf(file));
    const names = new Set(
      facts.exports.filter(({ specifier, local }) => specifier === null && local === name).map(({ exported: each }) => each),
    );
    if (facts.defaultExport?.kind === "name" && facts.defaultExport.name === name) names.add("default");
    return modules.changesOutside(file).filter((change) => names.has(change.name));
  }

  /** Whether the function that receives a value may change it. */
  function changes({ by }: ChangeFact, file: string): boolean {
    if (!by) return true;
    const callee = evaluate(by.callee, file, null);
    if (callee.kind === "sdk" || callee.kind === "asset") return false;
    return callee.kind !== "function" || callee.fn.changesArguments.has(by.position);
  }

  function object(members: readonly Member[], file: string, frame: Frame | null, place: Place): Value {
    const builder = new ObjectBuilder(composed);
    for (const each of members) {
      const value = evaluate(each.value, file, frame);
      if (each.kind === "property") builder.set(each.name, value, placeOf(each.nameSpan, file));
      else if (each.kind === "spread") builder.spread(value, placeOf(each.span, file));
      else {
        const name = evaluate(each.name, file, frame);
        if (name.kind === "literal") builder.set(String(name.value), value, placeOf(each.nameSpan, file));
        else builder.setAny();
      }
    }
    return builder.build(place);
  }

  function spreadable(args: readonly Argument[], file: string, frame: Frame | null): SpreadValue[] {
    return args.map(({ spread, value }) => ({ spread, value: evaluate(value, file, frame), place: placeOf(value.span, file) }));
  }

  /** The arguments of a call. After an unreadable spread, all are unknown. */
  function plainArguments(args: readonly Argument[], file: string, frame: Frame | null): Value[] {
    const all: Value[] = [];
    for (const { spread, value, place } of spreadable(args, file, frame)) {
      if (!spread) all.push(value);
      else if (value.kind === "array" && !value.open) all.push(...value.elements);
      else return [...all, unknown(place), unknown(place)];
    }
    return all;
  }

  function argument({ position, rest }: Extract<Expr, { kind: "argument" }>, frame: Frame | null, place: Place): Value {
    const args = frame?.args ?? [];
    const isClear = args.slice(0, position + 1).every(({ spread }) => !spread);
    if (frame === null || !isClear) return unknown(place);
    return rest ? listOf(args.slice(position), place) : (args[position]?.value ?? literal(undefined, place));
  }

  function classOf(expr: Extract<Expr, { kind: "class" }>, file: string, place: Place): Value {
    const base = expr.base ? evaluate(expr.base, file, null) : null;
    const inherited = base?.kind === "class" ? base.members : [];
    const sdkBase = base?.kind === "sdk" ? base.name : base?.kind === "class" ? base.sdkBase : null;
    const open = base !== null && base.kind !== "sdk" && (base.kind !== "class" || base.open);
    const statics = new Map([...expr.statics].map(([name, value]) => [name, evaluate(value, file, null)] as const));
    return { kind: "class", name: expr.name, members: [...expr.members, ...inherited], statics, sdkBase, open, place };
  }

  function call(callee: Value, expr: Extract<Expr, { kind: "call" }>, file: string, frame: Frame | null, place: Place): Value {
    const { args } = expr;
    switch (callee.kind) {
      case "sdk": {
        const given = plainArguments(args, file, frame);
        if (callee.name !== "asset") return { kind: "call", callee: callee.name, receiver: null, args: given, place };
        return {
          kind: "asset",
          declaration: declarationOf(given, frame?.caller ?? place, place, frame ? [frame.origin, expr] : [expr]),
          place,
          written: place,
        };
      }
      case "method": {
        const given = plainArguments(args, file, frame);
        if (callee.receiver.kind === "function") return boundFunction(callee.receiver, given, !args.some(({ spread }) => spread), place);
        const known = methodCall(callee.receiver, callee.name, given, place);
        return known ?? { kind: "call", callee: callee.name, receiver: callee.receiver, args: given, place };
      }
      case "global":
        return globalCall(callee.name, plainArguments(args, file, frame), place, composed);
      case "function":
        return resultOf(callee, spreadable(args, file, frame), frame, place, expr);
      default:
        return unknown(place);
    }
  }

  /** The result of a one-expression function for these arguments. */
  function resultOf(
    { fn, file }: Extract<Value, { kind: "function" }>,
    args: readonly SpreadValue[],
    frame: Frame | null,
    place: Place,
    expr: Expr,
  ): Value {
    const depth = (frame?.depth ?? 0) + 1;
    if (fn.result === null || depth > DEEPEST) return unknown(place);
    memory.look(file);
    const value = evaluate(fn.result.value, file, {
      names: fn.result.names,
      args,
      depth,
      caller: frame?.caller ?? place,
      origin: frame?.origin ?? expr,
    });
    return called(value, place);
  }

  return {
    exported: composed.exported,
    exports: composed.exports,
    site(file, site) {
      const { callee, args, span } = site;
      const found = evaluate(callee, file, null);
      const place = placeOf(span, file);
      return found.kind === "sdk" && found.name === "asset" ? declarationOf(plainArguments(args, file, null), place, place, [site]) : null;
    },
    changed: (files) => memory.forget(files),
  };
}
