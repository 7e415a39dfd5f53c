// An environment variable that is read when it is needed, and never printed.
import type { EnvFile } from "../contract/worker.js";
import { NonRetriableError } from "./failure.js";

let lookedIn: readonly EnvFile[] = [];

/** Sets the files in which the run also searched variables. The first file has priority. */
export function lookedForVariablesIn(files: readonly EnvFile[]): void {
  lookedIn = files;
}

/** A unit test does not search files. */
function remedy(): string {
  const last = lookedIn.at(-1);
  if (last === undefined) return ". Set it before the run.";
  const there = lookedIn.filter(({ exists }) => exists).map(({ path }) => path);
  const where = there.length === 0 ? `${last.path}, which does not exist` : there.join(" or ");
  return `: it is neither in the environment nor in ${where}. Set it before the run, or add it to that file.`;
}

/** Represents an environment variable. Printing it shows its name, never its value. */
export class EnvVar {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /** The variable's value now. Throws when it is not set. */
  get(): string {
    const value = process.env[this.name];
    if (value === undefined) throw new NonRetriableError(`the environment variable ${this.name} is not set${remedy()}`);
    return value;
  }

  toString(): string {
    return `envVar("${this.name}")`;
  }

  toJSON(): string {
    return this.toString();
  }
}

// `console.log` shows the same. A computed member would add Node's types to the declarations of all users.
Object.defineProperty(EnvVar.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  value(this: EnvVar) {
    return this.toString();
  },
});

/** Reads the variable `name` at run time. Its value does not appear in plans, records or logs. */
export function envVar(name: string): EnvVar {
  return new EnvVar(name);
}

/** The string itself, or the variable's value. */
export function readSetting(setting: string | EnvVar): string {
  return setting instanceof EnvVar ? setting.get() : setting;
}
