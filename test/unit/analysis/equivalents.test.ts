// Writing a string differently does not change the project: no new problems, and each fact is the same or unknown.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { GraphAsset } from "../../../runtime/contract/asset.js";
import { assetGraph, createWorkspace, type Project } from "../../../server/analysis/index.js";
import { nodeFiles } from "../../../server/lsp/node-files.js";
import { correctProjects, READABLE, saidAs, stringsIn, UNREADABLE } from "../../support/equivalents.js";
import { sampleOf } from "../../support/trials.js";

test.each(correctProjects())("%s", (dir) => {
  const workspace = createWorkspace(nodeFiles);
  workspace.apply([{ kind: "folder-added", path: dir }]);
  const project = workspace.project(dir) as Project;
  const before = { graph: assetGraph(project).assets, problems: codes(project) };
  const places = [...project.loadedFiles()]
    .filter((file) => file.startsWith(dir))
    .flatMap((file) => stringsIn(file, readFileSync(file, "utf8")));
  const all = places.flatMap((place) => [...READABLE, ...UNREADABLE].map((said) => ({ place, said })));
  for (const { place, said } of sampleOf(all, 40)) {
    const text = readFileSync(place.file, "utf8");
    const other = saidAs(text, place, said);
    workspace.apply([{ kind: "edited", path: place.file, text: other }]);
    const about = `${place.file}: ${saidAs(text, place, said).slice(place.start, place.start + 60)}`;
    for (const code of codes(project)) expect(before.problems, about).toContain(code);
    compare(project, before.graph, READABLE.includes(said), about);
    workspace.apply([{ kind: "edited", path: place.file, text }]);
  }
  expect(assetGraph(project).assets).toEqual(before.graph);
});

function codes(project: Project): string[] {
  return project.model().problems.map(({ code, place }) => `${code} ${place.file}`);
}

const upstream = ({ parameter, asset }: GraphAsset["inputs"][number]) => `${parameter} loads ${asset}`;

/** The properties of an asset whose names in `open` differ. */
const FACTS: Readonly<Record<string, string>> = { ioManagerKey: "ioManager", inputs: "ins" };

function compare(project: Project, before: readonly GraphAsset[], isReadable: boolean, about: string): void {
  const now = new Map(assetGraph(project).assets.map((asset) => [asset.key, asset]));
  const mayMiss = !isReadable && project.model().mayHoldMore();
  const keys = new Set(before.map(({ key }) => key));
  for (const key of now.keys()) expect(keys, about).toContain(key);
  for (const asset of before) {
    const other = now.get(asset.key);
    if (other === undefined) {
      expect(mayMiss, `${about}: ${asset.key} is gone`).toBe(true);
      continue;
    }
    for (const [name, value] of Object.entries(asset)) {
      const isOpen = !isReadable && other.open?.some((fact) => fact === (FACTS[name] ?? name));
      // An asset's inputs and dependencies may be assets that only executing the code can name.
      if (isOpen || (mayMiss && (name === "inputs" || name === "deps"))) continue;
      const told = other[name as keyof GraphAsset];
      // Which manager loads an upstream asset is a fact about that asset.
      if (isReadable || name !== "inputs") expect(told, `${about}: ${name} of ${asset.key}`).toEqual(value);
      else expect(other.inputs.map(upstream)).toEqual(asset.inputs.map(upstream));
    }
  }
}
