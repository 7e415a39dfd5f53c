// `millrace graph`: the assets and their upstream assets.
import { assetGraph, groupName, type Project, relativeTo, troubles } from "../../analysis/index.js";
import { openText, problemText } from "../output/check-words.js";
import { placeText } from "../output/place-text.js";
import { positionAt } from "../output/positions.js";
import { print, printError, printJson } from "../output/print.js";
import { style } from "../output/style.js";
import { checkedProblem, openPlaces } from "../project/checked.js";
import { describeIfNeeded } from "../project/describe.js";
import { openProject, type ProjectOption } from "../project/open-project.js";

interface GraphOptions extends ProjectOption {
  readonly json?: boolean;
  readonly mermaid?: boolean;
  /** Executes the code to fill what reading leaves open. */
  readonly run?: boolean;
}

export async function graph(options: GraphOptions): Promise<number> {
  const project = openProject(options);
  const failure = options.run ? await describeIfNeeded(project) : null;
  if (failure !== null) printError(problemText(project.dir, checkedProblem(project.dir, failure), process.stderr));
  const found = troubles(project);
  for (const { message } of found) printError(message);
  if (options.json) printJson(graphJson(project));
  else if (options.mermaid) print(mermaid(project));
  else print([text(project), ...openText(openPlaces(project.dir, project.model().open), options.run)].join("\n"));
  return failure === null && !found.some(({ kind }) => kind === "syntax") ? 0 : 1;
}

/** The stable JSON format: keys as "a/b", files relative to the project, lines from 1. */
export function graphJson(project: Project): { assets: unknown[]; open: unknown[] } {
  const { byKey } = project.model();
  return {
    assets: assetGraph(project).assets.map((asset) => {
      const resolved = byKey.get(asset.key);
      const place = resolved?.place;
      return {
        key: asset.key,
        group: asset.group,
        description: asset.description,
        ioManagerKey: asset.ioManagerKey,
        inputs: asset.inputs,
        deps: asset.deps,
        partitions: asset.partitions,
        ...(asset.external ? { external: true } : {}),
        file: place ? relativeTo(project.dir, place.file) : null,
        line: place ? positionAt(place.file, place.start).line : null,
        storedAt: storedAtOf(project, asset.key),
        ...(asset.open === undefined ? {} : { open: asset.open }),
      };
    }),
    open: openPlaces(project.dir, project.model().open),
  };
}

function storedAtOf(project: Project, key: string): string | null {
  const asset = project.model().byKey.get(key);
  return asset === undefined || asset.returnsNothing ? null : project.storedAt(asset);
}

function text(project: Project): string {
  const { assets } = assetGraph(project);
  if (assets.length === 0)
    return project.model().open.length > 0
      ? "No asset can be read."
      : "There are no assets. Export one from a module the Definitions hold.";
  const groups = new Map<string, string[]>();
  for (const asset of assets) {
    const feeds = [...asset.inputs.map((input) => input.asset ?? `${input.parameter}?`), ...asset.deps.map((dep) => `${dep} (dep)`)];
    const stored = placeText(storedAtOf(project, asset.key)) || null;
    const note = asset.external ? " (external)" : asset.described ? " (made while the code runs)" : "";
    const lines = [
      `  ${style("bold", asset.key)}${note}${feeds.length > 0 ? ` ← ${feeds.join(", ")}` : ""}`,
      ...(stored === null ? [] : [`      ${style("dim", stored)}`]),
    ];
    const group = groupName(asset);
    groups.set(group, [...(groups.get(group) ?? []), ...lines]);
  }
  return [...groups].map(([group, lines]) => [style("cyan", group), ...lines].join("\n")).join("\n\n");
}

function mermaid(project: Project): string {
  const { assets } = assetGraph(project);
  const ids = new Map(assets.map((asset, index) => [asset.key, `a${index}`]));
  const nodes = assets.map((asset) => `  ${ids.get(asset.key)}["${asset.key}"]`);
  const edges = assets.flatMap((asset) => [
    ...new Set(asset.inputs.flatMap((input) => (input.asset === null ? [] : [`  ${ids.get(input.asset)} --> ${ids.get(asset.key)}`]))),
    ...asset.deps.flatMap((dep) => (ids.has(dep) ? [`  ${ids.get(dep)} -.-> ${ids.get(asset.key)}`] : [])),
  ]);
  return ["flowchart LR", ...nodes, ...edges].join("\n");
}
