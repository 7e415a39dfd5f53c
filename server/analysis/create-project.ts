// Creates a project. It reads each fact on demand and forgets it when a file changes.

import type { Severities } from "../../runtime/contract/problem.js";
import type { DescribedProject } from "../../runtime/contract/worker.js";
import { createChangesOutside } from "./changes-outside.js";
import { CONFIG_FILE } from "./config-file.js";
import { createEvaluator, type Evaluator, type Modules } from "./evaluate.js";
import { expectedAddress, hasUnknownAddress } from "./expected-address.js";
import type { FileAccess } from "./file-access.js";
import { createFileReadings, type ReadFile } from "./file-readings.js";
import { createHeldAnswers, type TypeQuestion } from "./held-answers.js";
import { createImportWalk } from "./import-walk.js";
import { importersOf } from "./importers.js";
import { ownFiles } from "./included-files.js";
import type { ProjectModel } from "./model.js";
import { moduleTable } from "./module-table.js";
import { modulesBelow } from "./modules-below.js";
import { tsconfigProblems } from "./problems/invalid-tsconfig.js";
import type { Project } from "./project.js";
import { createProjectTypes } from "./project-types.js";
import type { NativeTypeScript } from "./reader/native/native-typescript.js";
import { createResolver, type Resolver } from "./reader/resolve.js";
import { createRecords } from "./records.js";
import { judged } from "./severities.js";
import { createSeveritiesInForce } from "./severities-in-force.js";
import { createShapes } from "./shapes.js";
import { isCurrent, siteTable } from "./site-table.js";
import { resolveProject } from "./wiring.js";
import type { WiringSource } from "./wiring-source.js";

export interface ProjectOptions {
  /** Severities from the editor's settings. */
  readonly ofEditor: () => Severities;
  /** The model guesses answers that need types, so that typing does not wait. `settle` asks TypeScript. */
  readonly typesLater: boolean;
  /** Facts of files from an earlier reading, by path. */
  readonly read: ReadonlyMap<string, ReadFile>;
  /** The project's own native TypeScript, if it is to answer. */
  readonly native: () => NativeTypeScript | null;
}

/** Creates a project over `files`, which return unsaved text in place of the text on disk. */
export function createProject(files: FileAccess, dir: string, { ofEditor, typesLater, read, native }: ProjectOptions): Project {
  const configFile = `${dir}/${CONFIG_FILE}`;
  const folders = new Map<string, readonly string[]>();
  const readings = createFileReadings(files, configFile, read);
  const { facts, text: textOf } = readings;
  const severities = createSeveritiesInForce(files, dir, facts, ofEditor);
  const records = createRecords(files, dir);
  const held = createHeldAnswers(createShapes({ facts, readFiles: () => readings.all }));
  const outside = createChangesOutside();
  let resolver: Resolver | null = null;
  let evaluator: Evaluator | null = null;
  let model: ProjectModel | null = null;
  let wired: ProjectModel | null = null;
  let reached: ReadonlyMap<string, readonly string[]> | null = null;
  const walk = createImportWalk(configFile, (file) =>
    [...(facts(file)?.specifiers ?? []), ...(facts(file)?.dynamic ?? [])].flatMap((specifier) => {
      const target = resolverNow().resolve(file, specifier);
      return target?.kind === "file" ? [target.path] : [];
    }),
  );
  const types = createProjectTypes({
    ...{ files, dir, facts, walk, native },
    resolver: () => resolverNow(),
    sourceFiles: () => sourceFiles(),
  });
  let described: DescribedProject | null = null;
  let graphMs: number | null = null;

  const resolverNow = (): Resolver => {
    resolver ??= createResolver(files, configFile);
    return resolver;
  };

  /** Included files that may contain assets, each by one name. Other files need not be parsed. */
  function includedFiles(): readonly string[] {
    const { placed, includedFiles: included } = resolverNow();
    const found = ownFiles(files, dir, CONFIG_FILE, included()).filter((file) => textOf(file)?.includes("asset(") === true);
    return [...new Set(found.map(placed))].filter((file) => file !== configFile);
  }

  function modulesOf(folder: string): readonly string[] {
    const known = folders.get(folder) ?? modulesBelow(files, folder);
    folders.set(folder, known);
    return known;
  }

  function modelNow(): ProjectModel {
    if (model) return model;
    const started = Date.now();
    const resolve: Modules["resolve"] = (from, specifier) => resolverNow().resolve(from, specifier);
    const modules: Modules = { facts, resolve, changesOutside: outside.of };
    const loaded = walk.fromConfig();
    const changed = outside.update(loaded.keys(), modules);
    evaluator?.changed(changed);
    evaluator ??= createEvaluator(modules);
    const source: WiringSource = {
      dir,
      configFile,
      evaluator,
      ...modules,
      modulesBelow: modulesOf,
      described: (starts) =>
        described && { project: described, current: isCurrent(described, siteTable(dir, walk.from(starts).keys(), facts, textOf)) },
      loadedFiles: () => loaded.keys(),
      // This is asked while the model is being created, so TypeScript starts from the asking file and the files that tsconfig includes.
      askTypes(file, question) {
        const imports = () => {
          reached ??= walk.from([configFile, ...includedFiles(), file]);
          return reached;
        };
        const guess = held.recall(file, question, imports);
        if (typesLater) return guess;
        imports();
        held.settle(askTypes, Number.POSITIVE_INFINITY);
        return held.recall(file, question, imports);
      },
      includedFiles,
    };
    wired = resolveProject(source, wired);
    reached = null;
    const problems = [...wired.problems, ...severities.problems(), ...tsconfigProblems(resolverNow().configs, files, dir)];
    model = { ...wired, problems: judged(problems, severities.now()) };
    graphMs = Date.now() - started;
    return model;
  }

  const askTypes = (file: string, question: TypeQuestion) =>
    question.kind === "holds-assets"
      ? types.whole().holdsAssets(file, question.exported)
      : types.whole().needsArguments({ file, ...question });

  const loadedFiles = () => new Set(walk.from([configFile, ...modelNow().files]).keys());
  const importGraph = () => {
    reached ??= walk.from([configFile, ...includedFiles(), ...modelNow().files]);
    return reached;
  };
  const sourceFiles = (): ReadonlySet<string> => keysOf(importGraph());

  let unsure: ReadonlySet<string> | null = null;
  const unsureNow = (): ReadonlySet<string> => {
    const broken = () => [...sourceFiles()].filter((file) => (facts(file)?.syntaxErrors.length ?? 0) > 0);
    unsure ??= importersOf(importGraph(), broken());
    return unsure;
  };

  const project: Project = {
    dir,
    configFile,
    files,
    facts,
    readFiles: () => readings.all,
    severities: severities.now,
    severitiesChanged() {
      severities.changed("editor");
      model = null;
    },
    model: modelNow,
    types: types.whole,
    typesOf: types.of,
    records,
    hasUnsureTypes: (file) => unsureNow().has(file),
    loadedFiles,
    importGraph,
    knownFiles: () => [configFile, ...sourceFiles(), ...resolverNow().configs.all.flatMap(({ files: included }) => [...included])],
    includes: (file) => resolverNow().configs.all.some((config) => config.files.has(file)),
    filesMentioning: (word) =>
      resolverNow()
        .includedFiles()
        .filter((file) => textOf(file)?.includes(word) === true),
    canResolve: (from, specifier) => resolverNow().canResolve(from, specifier),
    misspelt: (from, specifier) => resolverNow().misspelt(from, specifier),
    isDeclared: (from, specifier) => resolverNow().isDeclared(from, specifier),
    mappedTo: (from, specifier) => resolverNow().mappedTo(from, specifier),
    isForeign: (from, specifier) => resolverNow().isForeign(from, specifier),
    hasSdk: () => resolverNow().hasSdk(),
    isConfiguredBy: (file) => resolverNow().configs.sources.has(file),
    tsconfig: () => resolverNow().configs.path,
    graphMs: () => graphMs,
    sourceFiles,
    changed(paths, structure) {
      records.changed(paths);
      // Files that runs write do not change code.
      if (!structure && paths.every((path) => path.includes("/.millrace/"))) return;
      model = null;
      reached = null;
      unsure = null;
      if (structure || paths.some((path) => path.endsWith("/package.json"))) severities.changed("package");
      held.changed(structure ? null : paths);
      readings.changed(structure ? null : paths);
      walk.changed(structure ? null : paths);
      evaluator?.changed(paths);
      if (structure) {
        evaluator = null;
        folders.clear();
        resolver = null;
      }
      types.changed(structure ? null : paths);
    },
    forgetTypes: () => types.changed(null),
    engineChanged() {
      types.changed(null);
      held.changed(null);
      model = null;
    },
    describe(told) {
      described = told;
      model = null;
      reached = null;
    },
    described: () => described,
    settle(budget) {
      const { changed, done } = held.settle(askTypes, budget);
      if (changed) model = null;
      return done;
    },
    needsDescribing: () => modelNow().isOpen() || modelNow().assets.some((asset) => hasUnknownAddress(project, asset)),
    sites: () => siteTable(dir, loadedFiles(), facts, textOf),
    modules: () =>
      moduleTable(dir, loadedFiles(), resolverNow().configs.sources, facts, (from, specifier) => resolverNow().resolve(from, specifier)),
    storedAt: (asset) => records.latest(asset.key)?.stored?.storedAt ?? expectedAddress(project, asset),
  };
  return project;
}

/** The keys of each map as a set, created once per map. */
const keySets = new WeakMap<ReadonlyMap<string, unknown>, ReadonlySet<string>>();

function keysOf(map: ReadonlyMap<string, unknown>): ReadonlySet<string> {
  const known = keySets.get(map) ?? new Set(map.keys());
  keySets.set(map, known);
  return known;
}
