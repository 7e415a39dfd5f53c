// Chooses which TypeScript answers: the bundled one or, as an experiment, the project's own native one.
import type { FileAccess } from "../file-access.js";
import { createNativePrograms } from "./native/native-program.js";
import { type NativeTypeScript, Unanswered } from "./native/native-typescript.js";
import { createReaders, type RootsOf, readersBy } from "./program-readers.js";
import type { Resolver } from "./resolve.js";
import { createTypes, type InputType, type Types } from "./types.js";

/** The types of a project in `dir`, of the files that the roots reach. If `native` is null, TypeScript 6 answers everything. */
export function createEngine(files: FileAccess, resolver: Resolver, dir: string, rootsOf: RootsOf, native: NativeTypeScript | null): Types {
  let made: Types | null = null;
  const carried = (): Types => {
    made ??= createTypes(files, resolver, createReaders(files, resolver.configs, dir, rootsOf));
    return made;
  };
  if (native === null) return carried();

  const programs = createNativePrograms(native, files, dir);
  const types = createTypes(
    files,
    resolver,
    readersBy(resolver.configs, (config) => programs.create(config, () => rootsOf(config))),
  );

  /** TypeScript 6 answers what the native API cannot. */
  function either<Answer>(ask: (types: Types) => Answer): Answer {
    try {
      return ask(types);
    } catch (error) {
      if (error instanceof Unanswered) return ask(carried());
      throw error;
    }
  }

  /** Handles the parts of an answer that are computed on demand. */
  function partly<Answer extends InputType>(ask: (types: Types) => Answer | null): Answer | null {
    const found = either(ask);
    if (found === null) return null;
    const part = <Part>(of: (answer: InputType) => Part, none: Part) =>
      either((types) => {
        const answer = types === made ? ask(types) : found;
        return answer === null ? none : of(answer);
      });
    const parts = {
      text: { get: () => part(({ text }) => text, "") },
      columns: { get: () => part(({ columns }) => columns, undefined) },
      extension: { get: () => part(({ extension }) => extension, undefined) },
    };
    return Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(found), ...parts }) as Answer;
  }

  return {
    output: (asset) => partly((types) => types.output(asset)),
    input: (consumer, input, ofMap) => partly((types) => types.input(consumer, input, ofMap)),
    unstorable: (asset, rules) => either((types) => types.unstorable(asset, rules)),
    mismatches: (edges, failed) => either((types) => types.mismatches(edges, failed)),
    // An edit is so cheap for the native process that announcing questions gains nothing.
    expect: () => {},
    needsArguments: (place) => either((types) => types.needsArguments(place)),
    holdsAssets: (file, exported) => either((types) => types.holdsAssets(file, exported)),
    // Features that write code need trees with types, which the API does not have.
    annotation: (consumer, upstream) => carried().annotation(consumer, upstream),
    parameterUses: (consumer, input, wanted) => carried().parameterUses(consumer, input, wanted),
    extraction: (asset, selection) => carried().extraction(asset, selection),
    get symbols() {
      return carried().symbols;
    },
    changed(paths) {
      types.changed(paths);
      made?.changed(paths);
    },
    close() {
      programs.close();
      made?.close();
    },
  };
}
