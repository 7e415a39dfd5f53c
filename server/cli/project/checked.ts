// The problems and the open parts of a manifest, with their lines and columns.
import type { ProjectManifest } from "../../../runtime/contract/manifest.js";
import type { Problem } from "../../../runtime/contract/problem.js";
import { relativeTo } from "../../analysis/plain.js";
import type { Checked, CheckedProblem, OpenPlace } from "../output/check-words.js";
import { positionAt } from "../output/positions.js";
import { wiringOf } from "./manifest-source.js";
import { partitionsWithoutKey } from "./without-key.js";

export function checkedOf(manifest: ProjectManifest): Checked {
  const { projectDir, problems, open, notInstalled } = manifest;
  const all = [problems.loading, problems.elsewhere ?? [], problems.wiring, ...Object.values(problems.typing)].flat();
  all.sort(({ place: a }, { place: b }) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.start - b.start));
  return {
    dir: projectDir,
    assets: wiringOf(manifest).byKey.size,
    problems: all.map((problem) => checkedProblem(projectDir, problem)),
    open: openPlaces(projectDir, open),
    withoutKey: partitionsWithoutKey(manifest),
    missing: notInstalled,
  };
}

/** A problem with its lines and columns. */
export function checkedProblem(dir: string, { code, severity, message, place }: Problem): CheckedProblem {
  const start = positionAt(place.file, place.start);
  const end = positionAt(place.file, place.end);
  return {
    code,
    severity,
    message,
    file: relativeTo(dir, place.file),
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}

/** The parts that require executing code, with their places. */
export function openPlaces(dir: string, open: ProjectManifest["open"]): OpenPlace[] {
  return open.map(({ what, assetKey, place }) => ({
    what,
    asset: assetKey,
    file: relativeTo(dir, place.file),
    ...positionAt(place.file, place.start),
  }));
}
