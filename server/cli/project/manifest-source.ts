// A manifest as the input of planning.
import type { AssetSpec, ProjectManifest, StepSpec } from "../../../runtime/contract/manifest.js";
import type { PlanSource, Selectable } from "../../../runtime/planning/index.js";
import { createRecords, dynamicKeysRead, filesOfTypes } from "../../analysis/plain.js";
import { nodeFiles } from "../../lsp/node-files.js";

/** The assets whose types are needed. Null for all of them, and for all problems that a check reports. */
export type Wanted = ((wiring: Selectable, jobs: ProjectManifest["jobs"]) => ReadonlySet<string>) | null;

/** The manifest, with the current records and dynamic keys of its project. */
export function manifestSource(manifest: ProjectManifest): PlanSource {
  const { projectDir, configFile, problems, steps } = manifest;
  return {
    ...wiringOf(manifest),
    projectDir,
    configFile,
    records: createRecords(nodeFiles, projectDir),
    dynamicKeys: dynamicKeysRead(nodeFiles, projectDir),
    loading: () => problems.loading,
    wiring: problems.wiring,
    typing: (keys) => filesOfTypes(manifest.assets.filter(({ key }) => keys.has(key))).flatMap((file) => problems.typing[file] ?? []),
    step: (key) => steps[key] as StepSpec,
  };
}

export function wiringOf({ assets }: ProjectManifest): Selectable {
  const byKey = new Map<string, AssetSpec>();
  for (const asset of assets) if (!byKey.has(asset.key)) byKey.set(asset.key, asset);
  return { assets, byKey };
}

/** Whether the manifest contains the types of all wanted assets. */
export function covers(manifest: ProjectManifest, wanted: Wanted): boolean {
  if (wanted === null) return manifest.problems.elsewhere !== null;
  const wiring = wiringOf(manifest);
  return [...wanted(wiring, manifest.jobs)].every((key) => wiring.byKey.get(key)?.external !== false || Object.hasOwn(manifest.steps, key));
}
