// A separate realm, like Jest's for each test file: other globals, and packages required as CommonJS.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import vm from "node:vm";
import { repository } from "./repository.js";

const BUILT = join(repository, "runtime/dist/cjs");

/** The objects of Node.js that every realm gets, as in Jest's environment. */
const LENT = { Buffer, Uint8Array, ArrayBuffer, AbortController, AbortSignal, URL, TextDecoder, TextEncoder, performance, process };
const TIMERS = { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate, queueMicrotask };

export interface Realm {
  readonly sdk: typeof import("../../runtime/sdk/index.js");
  /** Runs an expression. `sdk` is the package `millrace`. */
  evaluate<T>(code: string): T;
}

export function newRealm(): Realm {
  const context = vm.createContext({ ...LENT, ...TIMERS, console });
  vm.runInContext("globalThis.global = globalThis", context);
  const loaded = new Map<string, { exports: unknown }>();
  const load = (file: string): unknown => {
    const known = loaded.get(file);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    loaded.set(file, module);
    const native = createRequire(file);
    const require = (name: string) => {
      const path = native.resolve(name);
      return existsSync(path) && path.startsWith(BUILT) ? load(path) : native(name);
    };
    const code = readFileSync(file, "utf8");
    const body = vm.compileFunction(code, ["module", "exports", "require", "__filename", "__dirname"], {
      filename: file,
      parsingContext: context,
    });
    body(module, module.exports, require, file, dirname(file));
    return module.exports;
  };
  const sdk = load(join(BUILT, "index.cjs")) as Realm["sdk"];
  return { sdk, evaluate: (code) => vm.compileFunction(`return (${code});`, ["sdk"], { parsingContext: context })(sdk) };
}
