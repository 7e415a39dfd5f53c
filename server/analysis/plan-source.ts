// A project as the input of planning: the open project with types on demand in the editor, plain data in the terminal.
import type { DeclaredType } from "../../runtime/contract/asset.js";
import type { AssetSpec, ProjectManifest, StepSpec } from "../../runtime/contract/manifest.js";
import type { Binding } from "../../runtime/contract/run.js";
import { isByTime, type Planned, type PlanRequest, type PlanSource, planRun } from "../../runtime/planning/index.js";
import { dynamicKeysRead } from "./dynamic-keys.js";
import { expectedAddress } from "./expected-address.js";
import { relativeTo } from "./file-access.js";
import { filesOfTypes } from "./files-of-types.js";
import { type KnownTypes, loads, NOTHING_KNOWN } from "./known-types.js";
import { managerThatLoads } from "./manager-that-loads.js";
import type { ResolvedAsset, ResolvedInput } from "./model.js";
import { givenBy } from "./partition-wiring.js";
import { loadProblems } from "./problems/finding/load-problems.js";
import { typeProblems } from "./problems/finding/type-problems.js";
import type { Project } from "./project.js";
import type { InputType, Types } from "./reader/types.js";
import { troubles } from "./troubles.js";

/** A plan from the project's current revision, or the reason why it cannot be planned. */
export function planIn(project: Project, request: PlanRequest): Planned {
  return planRun(planSource(project), request, Date.now());
}

/** The project of one revision. */
export function planSource(project: Project): PlanSource {
  const { dir, files, records } = project;
  const { assets, byKey, problems } = project.model();
  return {
    projectDir: dir,
    configFile: relativeTo(dir, project.configFile),
    assets,
    byKey,
    records,
    dynamicKeys: dynamicKeysRead(files, dir),
    loading: () => loadProblems(project, project.loadedFiles()),
    wiring: problems,
    typing: (keys) => filesOfTypes(assets.filter(({ key }) => keys.has(key))).flatMap((file) => typeProblems(project, file)),
    step: (key) => stepOf(project, byKey.get(key) as ResolvedAsset),
  };
}

/** Reports the phases of building a manifest, for benchmarks. */
export interface Watch {
  phase<T>(name: string, work: () => T): T;
  /** The share of one file in a phase. */
  file<T>(path: string, work: () => T): T;
}

const NOBODY: Watch = { phase: (_name, work) => work(), file: (_path, work) => work() };

/**
 * The project as plain data. With `keys`: the types of these assets only. Without: the types of all assets, and all problems that a check
 * reports. Types in `known` are not asked of TypeScript again.
 */
export function manifestOf(
  whole: Project,
  keys?: ReadonlySet<string>,
  known: KnownTypes = NOTHING_KNOWN,
  { phase, file: one }: Watch = NOBODY,
): ProjectManifest {
  const model = phase("graph: files read, names and wiring resolved", () => whole.model());
  const { assets, byKey, jobs, open } = model;
  const asked = keys === undefined ? assets : assets.filter(({ key }) => keys.has(key));
  const files = filesOfTypes(asked).filter((file) => known.typing[file] === undefined);
  const made = asked.filter((asset) => !asset.external && byKey.get(asset.key) === asset && known.steps[asset.key] === undefined);
  const project = aboutFew(whole, [...files, ...made.flatMap(({ places }) => places.map(({ file }) => file))]);
  const loaded = project.loadedFiles();
  const others = () =>
    loadProblems(
      project,
      [...project.sourceFiles()].filter((file) => !loaded.has(file)),
    );
  const [loading, elsewhere] = phase("imports and syntax", () => [loadProblems(project, loaded), keys === undefined ? others() : null]);
  const [any] = made;
  // The first question makes TypeScript read the project. Without this, the time would be attributed to the first file.
  if (any) phase("TypeScript's program", () => project.types().output(any));
  const typing = phase("types", () => Object.fromEntries(files.map((file) => [file, one(file, () => typeProblems(project, file))])));
  const steps = phase("steps", () => Object.fromEntries(made.map((asset) => [asset.key, stepOf(project, asset)])));
  return {
    projectDir: project.dir,
    configFile: relativeTo(project.dir, project.configFile),
    assets: assets.map(specOfAsset),
    jobs,
    isOpen: model.isOpen(),
    open,
    isByTime: assets.some(isByTime),
    modules: project.modules(),
    steps: { ...known.steps, ...steps },
    problems: { loading, elsewhere, wiring: model.problems, typing: { ...known.typing, ...typing } },
    notInstalled: troubles(project).find(({ kind }) => kind === "not-installed")?.message ?? null,
  };
}

/** The project, for which TypeScript reads only what the assets in some files need. */
function aboutFew(project: Project, files: readonly string[]): Project {
  const { assets, byKey } = project.model();
  const asked = new Set(files);
  const concerned = assets.filter(({ places }) => places.some(({ file }) => asked.has(file)));
  const stand = concerned.flatMap((asset) => [...asset.places, ...loads(asset, { byKey })]).map(({ file }) => file);
  let types: Types | null = null;
  return {
    ...project,
    types() {
      types ??= project.typesOf(new Set([...asked, ...stand]));
      return types;
    },
  };
}

function specOfAsset(asset: ResolvedAsset): AssetSpec {
  const { key, group, kinds, owners, tags, external, partitions, backfill, places } = asset;
  return {
    ...{ key, group, kinds, owners, tags, external, partitions, backfill, places },
    inputs: asset.inputs.map(({ parameter, upstream, partitionMapping, allowMissing }) => ({
      ...{ parameter, upstream, partitionMapping, allowMissing },
    })),
    deps: asset.deps.map((dep) => ({ key: dep.key })),
  };
}

function stepOf(project: Project, asset: ResolvedAsset): StepSpec {
  const output = project.types().output(asset);
  const stores = !(asset.returnsNothing || output?.nothing === true);
  // A user who turns the problem off accepts the risk.
  const isOff = project.severities()["unknown-resource"] === "off";
  const resources = isOff ? [] : [...new Set(asset.declaration?.fn?.fact.resources.map(({ name }) => name))];
  const step = {
    bindings: bindingsOf(project, asset),
    output: declaredAs(output),
    stores,
    ...(resources.length > 0 ? { resources } : {}),
  };
  if (!stores || asset.storage.manager?.kind === "memory") return { ...step, storedAt: null };
  const storedAt = expectedAddress(project, asset);
  return storedAt === null ? step : { ...step, storedAt };
}

/** The context and the inputs by position. If the parameters have no problems, these are all parameters. */
function bindingsOf(project: Project, asset: ResolvedAsset): Binding[] {
  const context: Binding[] = asset.takesContext ? [{ kind: "context" }] : [];
  return [...context, ...asset.inputs.map((input) => bindingOf(project, asset, input))];
}

function bindingOf(project: Project, asset: ResolvedAsset, input: ResolvedInput): Binding {
  const upstream = input.upstream === null ? undefined : project.model().byKey.get(input.upstream);
  const gives = upstream === undefined ? "value" : givenBy(asset, input, upstream, managerThatLoads(project, input, upstream));
  // If the manager is unknown, a parameter whose type is a map is taken to expect a map of partitions.
  const type = project.types().input(asset, input, gives === "map" || gives === "unknown");
  return { kind: "input", parameter: input.parameter, assetKey: input.upstream ?? input.parameter, declared: declaredAs(type) };
}

/** The type as managers receive it. */
function declaredAs(type: InputType | null): DeclaredType {
  const columns = type?.columns;
  return { form: type?.form ?? "value", ...(columns ? { columns } : {}) };
}
