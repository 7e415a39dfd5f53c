// What only running can tell of a project, in words and as JSON.
import type { OpenPart, Project } from "../analysis/index.js";
import { positionAt, shown } from "./open-project.js";
import { style } from "./style.js";

const WORDS: Readonly<Record<OpenPart["what"], string>> = {
  assets: "which assets there are",
  site: "which assets this call makes",
  resources: "which resources there are",
  jobs: "which jobs and schedules there are",
  key: "the key",
  group: "the group",
  description: "the description",
  ioManager: "which I/O manager stores it",
  kinds: "the kinds",
  owners: "the owners",
  tags: "the tags",
  metadata: "the metadata",
  deps: "the deps",
  ins: "what its parameters load",
  partitions: "the partitions",
  backfillPolicy: "how many partitions a call makes",
};

/** Each part with its place, for `--json`. */
export function openJson(project: Project): { what: string; asset: string | null; file: string; line: number; column: number }[] {
  return project.model().open.map(({ what, assetKey, place }) => ({
    what,
    asset: assetKey,
    file: shown(project, place.file),
    ...positionAt(project, place.file, place.start),
  }));
}

/** A few lines; none where reading follows everything. */
export function openText(project: Project): string[] {
  const parts = openJson(project);
  if (parts.length === 0) return [];
  const lines = parts.slice(0, MOST).map(({ what, asset, file, line, column }) => {
    const of = asset === null ? "" : ` of ${asset}`;
    return `  ${style("cyan", `${file}:${line}:${column}`)} ${WORDS[what as OpenPart["what"]]}${of}`;
  });
  const more = parts.length > MOST ? [`  and ${parts.length - MOST} more: --json has them all`] : [];
  return ["Only running the code can tell (add --run to ask it):", ...lines, ...more];
}

const MOST = 10;
