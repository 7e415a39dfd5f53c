// Reads the manifest of a project from its text. This loads TypeScript.
import type { ProjectManifest } from "../../../runtime/contract/manifest.js";
import type { Problem } from "../../../runtime/contract/problem.js";
import {
  basisOf,
  type EarlierState,
  type FileAccess,
  type KnownTypes,
  knownTypes,
  manifestOf,
  type Project,
  relativeTo,
  type TypesBasis,
} from "../../analysis/index.js";
import { keepFacts, readFacts } from "../../lsp/kept-facts.js";
import { loadNativeTypeScript } from "../../lsp/native-typescript.js";
import { nodeFiles } from "../../lsp/node-files.js";
import { UsageError } from "../output/usage-error.js";
import { describeIfNeeded } from "./describe.js";
import type { Wanted } from "./manifest-source.js";
import { openIn } from "./open-project.js";
import { createProfiler, type Profile } from "./profile.js";

export interface ReadManifest {
  readonly manifest: ProjectManifest;
  readonly basis: TypesBasis;
}

/** `earlier` has the results of an earlier state. Those that are still valid are reused. */
export function readManifest(dir: string, files: FileAccess, wanted: Wanted, earlier: EarlierState | null): ReadManifest {
  const read = readFacts(dir);
  const project = openIn(dir, files, read);
  const basis = basisOf(project);
  const manifest = ask(project, wanted, earlier === null ? undefined : knownTypes(project, earlier, basis));
  keepFacts(dir, project, read);
  return { manifest, basis };
}

/** The manifest for a check, with types from the project's own native TypeScript. It is not cached. */
export async function natively(dir: string): Promise<ProjectManifest> {
  const native = await loadNativeTypeScript(dir);
  if ("reason" in native) throw new UsageError(native.reason);
  const project = openIn(dir, nodeFiles, new Map(), native);
  try {
    return ask(project, null);
  } finally {
    project.engineChanged();
  }
}

/** The same, completed by executing the code. If that fails, the manifest stays as it was read, and `failure` says why. */
export async function describedManifest(
  dir: string,
  wanted: Wanted,
): Promise<{ readonly manifest: ProjectManifest; readonly failure: Problem | null }> {
  const project = openIn(dir, nodeFiles);
  const failure = await describeIfNeeded(project);
  return { manifest: ask(project, wanted), failure };
}

/** The manifest of a project whose code cannot be executed: nothing in it can be loaded. */
export function withFailure(manifest: ProjectManifest, failure: Problem | null): ProjectManifest {
  if (failure === null) return manifest;
  const { problems } = manifest;
  return { ...manifest, problems: { ...problems, loading: [...problems.loading, failure] } };
}

/** The manifest for a check, with a profile. */
export function profiledManifest(dir: string): { readonly manifest: ProjectManifest; readonly profile: Profile } {
  const profiler = createProfiler(nodeFiles);
  const project = profiler.phase("finding the project", () => openIn(dir, profiler.files));
  const file = <T>(path: string, work: () => T) => profiler.file(relativeTo(dir, path), work);
  const manifest = manifestOf(project, undefined, undefined, { ...profiler, file });
  return { manifest, profile: profiler.profile({ files: project.sourceFiles().size, assets: project.model().byKey.size }) };
}

function ask(project: Project, wanted: Wanted, known?: KnownTypes): ProjectManifest {
  const model = project.model();
  return manifestOf(project, wanted === null ? undefined : wanted(model, model.jobs), known);
}
