// The exports of modules by name, and what an import refers to. `export *` is followed.
import type { Place } from "../../runtime/contract/problem.js";
import type { Expr, FileFacts, ImportTarget } from "./facts.js";
import type { Memory } from "./memory.js";
import type { Value } from "./value.js";
import { type Module, memberOf } from "./values/compose.js";
import { placeOf, unknown } from "./values/places.js";

/** What reading a module's exports needs from the evaluator. */
export interface ModuleReader {
  readonly memory: Memory;
  factsOf(file: string): FileFacts | undefined;
  resolve(fromFile: string, specifier: string): ImportTarget;
  /** The value of a top-level name of a file. */
  named(file: string, name: string, place: Place): Value;
  /** Undefined for a value that is already being evaluated. */
  unlessRunning<T>(id: string, work: () => T): T | undefined;
  read(expr: Expr, file: string): Value;
}

export interface ModuleExports {
  /** The value of an exported name, or undefined if the module has no such export. */
  exported(file: string, name: string): Value | undefined;
  /** All exports of a module by name. */
  exports(file: string): Module;
  /** The value of an imported name. `"*"` is the namespace. */
  imported(file: string, specifier: string, name: string, place: Place): Value;
}

export function createModuleExports(reader: ModuleReader): ModuleExports {
  function imported(file: string, specifier: string, name: string, place: Place): Value {
    const target = reader.resolve(file, specifier);
    if (!target) return unknown(place);
    if (target.kind === "sdk") return { kind: "sdk", name: name === "*" ? "" : name, place };
    if (name === "*") return { kind: "namespace", file: target.path, place };
    return exported(target.path, name) ?? unknown(place);
  }

  function exported(file: string, name: string, seen: ReadonlySet<string> = new Set()): Value | undefined {
    const facts = reader.factsOf(file);
    if (!facts || seen.has(file)) return undefined;
    const { defaultExport } = facts;
    if (name === "default" && defaultExport) {
      return reader.memory.recall(`default ${file}`, () => {
        // A literal refers to no name, so its file must be added as a dependency here.
        reader.memory.look(file);
        return reader.read(defaultExport, file);
      });
    }
    if (facts.isValue) return memberOf(exported(file, "default") ?? unknown(placeOf(NOWHERE, file)), name, placeOf(NOWHERE, file), self);
    const fact = facts.exports.find((candidate) => candidate.exported === name);
    if (fact) {
      const place = placeOf(fact.span, file);
      const { specifier, local } = fact;
      if (specifier === null) return reader.named(file, local, place);
      return reader.unlessRunning(`export ${file}\0${name}`, () => imported(file, specifier, local, place));
    }
    if (name === "default") return undefined;
    let more = false;
    for (const specifier of facts.starExports) {
      const target = reader.resolve(file, specifier);
      if (target?.kind === "sdk") return { kind: "sdk", name, place: placeOf(NOWHERE, file) };
      const value = target ? exported(target.path, name, new Set([...seen, file])) : undefined;
      if (value && value.kind !== "unknown") return value;
      more ||= target === null || value !== undefined;
    }
    return more ? unknown(placeOf(NOWHERE, file)) : undefined;
  }

  const exports = (file: string): Module => reader.memory.recall(`exports ${file}`, () => exportsOf(file));

  function exportsOf(file: string, seen: ReadonlySet<string> = new Set()): Module {
    const names = new Map<string, Value>();
    const facts = reader.factsOf(file);
    if (!facts || seen.has(file)) return { names, open: false };
    let open = false;
    for (const specifier of facts.starExports) {
      const target = reader.resolve(file, specifier);
      open ||= target === null;
      if (target?.kind !== "file") continue;
      const more = exportsOf(target.path, new Set([...seen, file]));
      open ||= more.open;
      for (const [name, value] of more.names) if (name !== "default") names.set(name, value);
    }
    for (const fact of facts.exports) {
      const value = exported(file, fact.exported);
      if (value) names.set(fact.exported, value);
    }
    const byDefault = exported(file, "default");
    if (byDefault) names.set("default", byDefault);
    if (facts.isValue && byDefault?.kind === "object") for (const [name, { value }] of byDefault.properties) names.set(name, value);
    else open ||= facts.isValue && byDefault?.kind === "unknown";
    return { names, open };
  }

  const self = { exported, exports, imported };
  return self;
}

const NOWHERE = { start: 0, end: 0 };
