// Reuses the type results of an earlier state of the project, as far as no edit since can have changed them.
import type { ProjectManifest, StepSpec } from "../../runtime/contract/manifest.js";
import type { Problem } from "../../runtime/contract/problem.js";
import { textHash } from "../../runtime/contract/sites.js";
import { managersOf } from "./affected.js";
import { declaresGlobals } from "./few-roots.js";
import { importersOf } from "./importers.js";
import type { ProjectModel, ResolvedAsset } from "./model.js";
import type { Project } from "./project.js";

/** What type results depend on. A file whose text changed but whose shape did not changes no result of other files. */
export interface TypesBasis {
  /** By file. Null for a file that declares globals. */
  readonly shapes: Readonly<Record<string, string | null>>;
  /** A hash of how each asset is wired, by key. */
  readonly wiring: Readonly<Record<string, string>>;
  /** Text that describes the managers. */
  readonly managers: string;
}

/** An earlier state of the project. */
export interface EarlierState {
  readonly manifest: ProjectManifest;
  readonly basis: TypesBasis;
  /** The files whose text changed since. Nothing else changed. */
  readonly edited: readonly string[];
}

/** The results that are still valid. */
export interface KnownTypes {
  readonly typing: Readonly<Record<string, readonly Problem[]>>;
  readonly steps: Readonly<Record<string, StepSpec>>;
}

export const NOTHING_KNOWN: KnownTypes = { typing: {}, steps: {} };

export function basisOf(project: Project): TypesBasis {
  const shapes = new Map([...project.knownFiles()].map((file) => [file, shapeIn(project, file)]));
  return {
    shapes: Object.fromEntries(shapes),
    wiring: Object.fromEntries(project.model().assets.map((asset) => [asset.key, wiringOf(asset)])),
    managers: textHash(managersOf(project)),
  };
}

/** `now` is the basis of the current project. */
export function knownTypes(project: Project, { manifest, basis, edited }: EarlierState, now: TypesBasis): KnownTypes {
  const { steps, problems } = manifest;
  if (edited.length === 0) return { typing: problems.typing, steps };
  const shapes = edited.map((file) => [basis.shapes[file] ?? null, now.shapes[file] ?? null] as const);
  if (edited.includes(project.configFile) || shapes.flat().includes(null) || basis.managers !== now.managers) return NOTHING_KNOWN;
  const model = project.model();
  const reshaped = edited.filter((_, at) => shapes[at]?.[0] !== shapes[at]?.[1]);
  const stale = importersOf(project.importGraph(), reshaped);
  for (const file of edited) stale.add(file);
  const isRewired = ({ key }: ResolvedAsset) => basis.wiring[key] !== now.wiring[key];
  const asksAgain = model.assets.filter((asset) => isRewired(asset) || loads(asset, model).some(({ file }) => stale.has(file)));
  // Other problems link to places that may have moved, and they suppress type problems.
  const told = [...model.problems, ...problems.wiring, ...Object.values(problems.typing).flat()].map(({ place }) => place);
  const again = new Set([...stale, ...[...asksAgain.flatMap(({ places }) => places), ...told].map(({ file }) => file)]);
  return {
    typing: Object.fromEntries(Object.entries(problems.typing).filter(([file]) => !again.has(file))),
    steps: Object.fromEntries(
      model.assets.flatMap(({ key, places }) => {
        const step = steps[key];
        return step === undefined || places.some(({ file }) => again.has(file)) ? [] : [[key, step]];
      }),
    ),
  };
}

/** Where the assets are declared that an asset loads. */
export function loads({ inputs }: ResolvedAsset, { byKey }: Pick<ProjectModel, "byKey">) {
  return inputs.flatMap(({ upstream }) => (upstream === null ? [] : (byKey.get(upstream)?.places ?? [])));
}

function shapeIn(project: Project, file: string): string | null {
  return file.endsWith(".json") || declaresGlobals(project, file) ? null : (project.facts(file)?.shape.hash ?? null);
}

/** Everything that reading found about an asset and that type results depend on, without its place. */
function wiringOf(asset: ResolvedAsset): string {
  const { kinds, external, partitions, backfill, takesContext, returnsNothing, storage, schema } = asset;
  const inputs = asset.inputs.map(({ position, parameter, upstream, partitionMapping, allowMissing, inputManagerKey, loader, fact }) => ({
    ...{ position, parameter, upstream, partitionMapping, allowMissing, inputManagerKey },
    isLoaded: loader !== undefined,
    shape: fact.shape,
  }));
  return textHash(JSON.stringify({ kinds, external, partitions, backfill, takesContext, returnsNothing, storage, schema, inputs }));
}
