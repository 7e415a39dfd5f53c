// Reads expressions across files without running them: names, imports, spreads, choices; the rest stays unknown.
import type { Place } from "../../runtime/contract/problem.js";
import type { Expr, FileFacts, Member, Span } from "./facts.js";
import { createMemory } from "./memory.js";
import type { AssetDeclaration, Property, Value } from "./value.js";

/** What evaluation needs of the project. */
export interface Modules {
  facts(file: string): FileFacts | undefined;
  /** Where an import leads: a file of the project, the SDK, or outside (null). */
  resolve(fromFile: string, specifier: string): { readonly kind: "file"; readonly path: string } | { readonly kind: "sdk" } | null;
}

export interface Evaluator {
  /** The value of an exported name (`"default"` for the default export), or undefined when the module has none of it. */
  exported(file: string, name: string): Value | undefined;
  /** All exports of a module by name, `export *` followed; a namespace of it would hold these. */
  exports(file: string): ReadonlyMap<string, Value>;
  /** These files changed: what was read from them is read anew. Make a new evaluator when files come or go. */
  changed(files: Iterable<string>): void;
}

/** An evaluator over a project's modules; it remembers what it has read until told of a change. */
export function createEvaluator(modules: Modules): Evaluator {
  const memory = createMemory();
  const running = new Set<string>();

  const factsOf = (file: string): FileFacts | undefined => {
    memory.look(file);
    return modules.facts(file);
  };

  function evaluate(expr: Expr, file: string): Value {
    const place = placeOf(expr.span, file);
    switch (expr.kind) {
      case "literal":
        return { kind: "literal", value: expr.value, place, written: place };
      case "name":
        return named(file, expr.name, place);
      case "member":
        return member(evaluate(expr.object, file), expr.property, place);
      case "element":
        return element(evaluate(expr.object, file), evaluate(expr.index, file), place);
      case "object":
        return object(expr.members, file, place);
      case "array":
        return array(expr, file, place);
      case "choice":
        return { kind: "choice", options: expr.options.map((option) => evaluate(option, file)), place };
      case "function":
        return { kind: "function", fn: expr.fn, file, place };
      case "class":
        return classOf(expr, file, place);
      case "new":
        return instance(evaluate(expr.callee, file), expr.args, file, place);
      case "call":
        return call(evaluate(expr.callee, file), expr.args, file, place);
      case "unknown":
        return { kind: "unknown", place };
    }
  }

  function named(file: string, name: string, place: Place): Value {
    const id = `name ${file}\0${name}`;
    const value = unlessRunning(id, () => memory.recall(id, () => declared(file, name, place)));
    return value ? called(value, place) : { kind: "unknown", place };
  }

  /** Names may lead in a circle: what is asked for while it is worked out says nothing. */
  function unlessRunning<T>(id: string, work: () => T): T | undefined {
    if (running.has(id)) return undefined;
    running.add(id);
    try {
      return work();
    } finally {
      running.delete(id);
    }
  }

  function declared(file: string, name: string, place: Place): Value {
    const facts = factsOf(file);
    const binding = facts?.bindings.get(name);
    if (binding) return evaluate(binding.value, file);
    const imported = facts?.imports.get(name);
    return imported ? fromModule(file, imported.specifier, imported.imported, place) : { kind: "unknown", place };
  }

  function fromModule(file: string, specifier: string, imported: string, place: Place): Value {
    const target = modules.resolve(file, specifier);
    if (!target) return { kind: "unknown", place };
    if (target.kind === "sdk") return { kind: "sdk", name: imported === "*" ? "" : imported, place };
    if (imported === "*") return { kind: "namespace", file: target.path, place };
    return exported(target.path, imported) ?? { kind: "unknown", place };
  }

  function exported(file: string, name: string, seen: ReadonlySet<string> = new Set()): Value | undefined {
    const facts = factsOf(file);
    if (!facts || seen.has(file)) return undefined;
    const { defaultExport } = facts;
    if (name === "default" && defaultExport) {
      return memory.recall(`default ${file}`, () => {
        // A literal names nothing whose file would count.
        memory.look(file);
        return evaluate(defaultExport, file);
      });
    }
    const fact = facts.exports.find((candidate) => candidate.exported === name);
    if (fact) {
      const place = placeOf(fact.span, file);
      const { specifier, local } = fact;
      if (specifier === null) return named(file, local, place);
      return unlessRunning(`export ${file}\0${name}`, () => fromModule(file, specifier, local, place));
    }
    if (name === "default") return undefined;
    for (const specifier of facts.starExports) {
      const target = modules.resolve(file, specifier);
      if (target?.kind === "sdk") return { kind: "sdk", name, place: placeOf({ start: 0, end: 0 }, file) };
      const value = target ? exported(target.path, name, new Set([...seen, file])) : undefined;
      if (value) return value;
    }
    return undefined;
  }

  const exports = (file: string): ReadonlyMap<string, Value> => memory.recall(`exports ${file}`, () => exportsOf(file));

  function exportsOf(file: string, seen: ReadonlySet<string> = new Set()): Map<string, Value> {
    const all = new Map<string, Value>();
    const facts = factsOf(file);
    if (!facts || seen.has(file)) return all;
    for (const specifier of facts.starExports) {
      const target = modules.resolve(file, specifier);
      if (target?.kind !== "file") continue;
      for (const [name, value] of exportsOf(target.path, new Set([...seen, file]))) if (name !== "default") all.set(name, value);
    }
    for (const fact of facts.exports) {
      const value = exported(file, fact.exported);
      if (value) all.set(fact.exported, value);
    }
    const byDefault = exported(file, "default");
    if (byDefault) all.set("default", byDefault);
    return all;
  }

  function member(object: Value, name: string, place: Place): Value {
    switch (object.kind) {
      case "object": {
        const found = object.properties.get(name);
        if (found) return called(found.value, place);
        return object.open ? { kind: "unknown", place } : { kind: "literal", value: undefined, place, written: place };
      }
      case "namespace":
        return called(exported(object.file, name) ?? { kind: "unknown", place }, place);
      case "sdk":
        return { kind: "sdk", name: object.name === "" ? name : `${object.name}.${name}`, place };
      case "call":
        return { kind: "method", receiver: object, name, place };
      case "choice":
        return { kind: "choice", options: object.options.map((option) => member(option, name, place)), place };
      default:
        return { kind: "unknown", place };
    }
  }

  function element(object: Value, index: Value, place: Place): Value {
    if (index.kind === "literal" && typeof index.value === "string") return member(object, index.value, place);
    if (object.kind !== "object" || object.open || object.properties.size === 0) return { kind: "unknown", place };
    return { kind: "choice", options: [...object.properties.values()].map((each) => at(each.value, place)), place };
  }

  function object(members: readonly Member[], file: string, place: Place): Value {
    const properties = new Map<string, Property>();
    let open = false;
    for (const each of members) {
      if (each.kind === "property") {
        properties.set(each.name, { value: evaluate(each.value, file), namePlace: placeOf(each.nameSpan, file) });
      } else if (each.kind === "spread") {
        open = spreadInto(properties, evaluate(each.value, file), placeOf(each.span, file)) || open;
      } else {
        const name = evaluate(each.name, file);
        if (name.kind === "literal" && typeof name.value === "string") {
          properties.set(name.value, { value: evaluate(each.value, file), namePlace: placeOf(each.nameSpan, file) });
        } else open = true;
      }
    }
    return { kind: "object", properties, open, place };
  }

  /** Adds what a spread value brings, standing at the spread; true when it may bring more. */
  function spreadInto(properties: Map<string, Property>, value: Value, place: Place): boolean {
    if (value.kind === "object") {
      for (const [name, each] of value.properties) properties.set(name, { value: at(each.value, place), namePlace: each.namePlace });
      return value.open;
    }
    if (value.kind === "namespace") {
      for (const [name, each] of exports(value.file)) properties.set(name, { value: at(each, place), namePlace: place });
      return false;
    }
    if (value.kind === "choice") {
      // `...(flag ? { a } : {})`: every key may be there, none must.
      for (const option of value.options) spreadInto(properties, option, place);
      return true;
    }
    return !(value.kind === "literal" && (value.value === undefined || value.value === null || value.value === false));
  }

  function array(expr: Extract<Expr, { kind: "array" }>, file: string, place: Place): Value {
    const elements: Value[] = [];
    let open = false;
    for (const each of expr.elements) {
      const value = evaluate(each.value, file);
      if (!each.spread) elements.push(value);
      else if (value.kind === "array") {
        elements.push(...value.elements.map((inner) => at(inner, placeOf(each.value.span, file))));
        open ||= value.open;
      } else open = true;
    }
    return { kind: "array", elements, open, place };
  }

  function classOf(expr: Extract<Expr, { kind: "class" }>, file: string, place: Place): Value {
    const base = expr.base ? evaluate(expr.base, file) : null;
    const inherited = base?.kind === "class" ? base.members : [];
    const sdkBase = base?.kind === "sdk" ? base.name : base?.kind === "class" ? base.sdkBase : null;
    const open = base !== null && base.kind !== "sdk" && (base.kind !== "class" || base.open);
    return { kind: "class", name: expr.name, members: [...expr.members, ...inherited], sdkBase, open, place };
  }

  function instance(callee: Value, args: readonly Expr[], file: string, place: Place): Value {
    const values = args.map((arg) => evaluate(arg, file));
    if (callee.kind === "sdk")
      return { kind: "instance", sdk: callee.name, className: null, members: [], open: false, args: values, place };
    if (callee.kind === "class") {
      const { members, open, sdkBase, name: className } = callee;
      return { kind: "instance", sdk: null, className, members, open: open || sdkBase !== null, args: values, place };
    }
    return { kind: "instance", sdk: null, className: null, members: [], open: true, args: values, place };
  }

  function call(callee: Value, args: readonly Expr[], file: string, place: Place): Value {
    const evaluated = () => args.map((arg) => evaluate(arg, file));
    if (callee.kind === "sdk" && callee.name === "asset")
      return { kind: "asset", declaration: declaration(evaluated(), file, place), place, written: place };
    if (callee.kind === "sdk") return { kind: "call", callee: callee.name, receiver: null, args: evaluated(), place };
    if (callee.kind === "method") return { kind: "call", callee: callee.name, receiver: callee.receiver, args: evaluated(), place };
    return { kind: "unknown", place };
  }

  return { exported, exports, changed: (files) => memory.forget(files) };
}

function declaration(args: readonly Value[], file: string, place: Place): AssetDeclaration {
  const last = args.at(-1);
  // A lone object is options whose function is not written yet.
  const options = args.length > 1 || last?.kind === "object" ? (args[0] ?? null) : null;
  if (last?.kind === "function") return { file, place, options, fn: { fact: last.fn, file: last.file }, unread: null };
  return { file, place, options, fn: null, unread: last === undefined || last === options ? null : last.place };
}

/** The same value, standing elsewhere: problems belong where a constant is used. An asset keeps its own place in its declaration. */
function at(value: Value, place: Place): Value {
  if (value.kind === "object") {
    const properties = new Map([...value.properties].map(([name, each]) => [name, { ...each, value: at(each.value, place) }]));
    return { ...value, properties, place };
  }
  return { ...value, place };
}

/** The same value, called by a name at a place. */
function called(value: Value, place: Place): Value {
  return value.kind === "asset" ? { ...value, place, written: place } : at(value, place);
}

export function placeOf(span: Span, file: string): Place {
  return { file, start: span.start, end: span.end };
}
