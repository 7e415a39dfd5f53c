// Reads the manifest of a project from its text, which loads TypeScript.
import type { ProjectManifest } from "../../runtime/contract/manifest.js";
import { type FileAccess, manifestOf, type Project, relativeTo } from "../analysis/index.js";
import { nodeFiles } from "../lsp/node-files.js";
import { describeIfNeeded } from "./describe.js";
import type { Wanted } from "./manifest-source.js";
import { openIn } from "./open-project.js";
import { createProfiler, type Profile } from "./profile.js";

/** `known`: the same state of the project, asked of other assets; what it knows is kept. */
export function readManifest(dir: string, files: FileAccess, wanted: Wanted, known: ProjectManifest | null): ProjectManifest {
  const manifest = ask(openIn(dir, files), wanted);
  if (known === null || wanted === null) return manifest;
  return {
    ...manifest,
    steps: { ...known.steps, ...manifest.steps },
    problems: { ...manifest.problems, typing: { ...known.problems.typing, ...manifest.problems.typing } },
  };
}

/** The same with what running tells. Where the project does not run, which is told, it stays as it was read. */
export async function describedManifest(
  dir: string,
  wanted: Wanted,
): Promise<{ readonly manifest: ProjectManifest; readonly isDescribed: boolean }> {
  const project = openIn(dir, nodeFiles);
  const isDescribed = await describeIfNeeded(project);
  return { manifest: ask(project, wanted), isDescribed };
}

/** The manifest for a check, with where the time went. */
export function profiledManifest(dir: string): { readonly manifest: ProjectManifest; readonly profile: Profile } {
  const profiler = createProfiler(nodeFiles);
  const project = profiler.phase("finding the project", () => openIn(dir, profiler.files));
  const file = <T>(path: string, work: () => T) => profiler.file(relativeTo(dir, path), work);
  const manifest = manifestOf(project, undefined, { ...profiler, file });
  return { manifest, profile: profiler.profile({ files: project.sourceFiles().size, assets: project.model().byKey.size }) };
}

function ask(project: Project, wanted: Wanted): ProjectManifest {
  const model = project.model();
  return manifestOf(project, wanted === null ? undefined : wanted(model, model.jobs));
}
