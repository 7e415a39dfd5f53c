// Analysis reads what the worker loads: for every project in test/workspaces, and for the examples.
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import type { AssetGraph, GraphAsset } from "../../../runtime/contract/asset.js";
import type { DescribedAsset, DescribedProject } from "../../../runtime/contract/worker.js";
import { describeProject } from "../../../runtime/host/index.js";
import { assetGraph, createWorkspace, type Project } from "../../../server/analysis/index.js";
import { nodeFiles } from "../../../server/lsp/node-files.js";
import { repository } from "../../support/repository.js";

const workspaces = readdirSync(`${repository}/test/workspaces`).map((name) => `test/workspaces/${name}`);
const examples = readdirSync(`${repository}/examples`).map((name) => `examples/${name}`);

test.each([...workspaces, ...examples])("%s: static graph = loaded graph", async (folder) => {
  const project = open(`${repository}/${folder}`);
  const loaded = await described(project.dir);
  expect(comparable(assetGraph(project), project)).toEqual(comparable(loadedGraph(loaded), project));
  expect([...project.model().resources.byKey.keys()].sort()).toEqual(Object.keys(loaded.resources).sort());
});

test.each([...workspaces, ...examples])("%s: what reading says of storage, running says too", async (folder) => {
  const project = open(`${repository}/${folder}`);
  const { storedAt } = await described(project.dir);
  for (const asset of project.model().byKey.values()) {
    // For all partitions together, the running code reports the folder that contains them.
    const read = project.storedAt(asset)?.replace(/\/\w+=<.*$/, "") ?? null;
    const loaded = storedAt[asset.key];
    // The running code does not know the declared type, so it may report the path without its extension.
    if (read !== null && typeof loaded === "string") expect([loaded, `${loaded}${/\.\w+$/.exec(read)?.[0] ?? ""}`]).toContain(read);
  }
});

const descriptions = new Map<string, ReturnType<typeof describeProject>>();

/** The description of a project by its running code, cached. */
function described(dir: string): ReturnType<typeof describeProject> {
  const known = descriptions.get(dir) ?? describeProject(dir, "millrace.config.ts", {});
  descriptions.set(dir, known);
  return known;
}

function open(dir: string): Project {
  const workspace = createWorkspace(nodeFiles);
  workspace.apply([{ kind: "folder-added", path: dir }]);
  const project = workspace.project(dir);
  if (!project) throw new Error(`no project in ${dir}`);
  return project;
}

/** The graph that follows only from the running code. */
function loadedGraph({ assets, jobs, schedules }: DescribedProject): AssetGraph {
  const stores = (key: string | null) => {
    const options = assets.find((asset) => asset.key === key)?.options;
    return options === undefined || options.ioManager !== undefined ? null : (options.ioManagerKey ?? "io_manager");
  };
  const graphAsset = ({ key, external, parameters, options }: DescribedAsset): GraphAsset => {
    const inputs = parameters
      .filter(({ isContext }) => !isContext)
      .map(({ name, asset }) => ({ parameter: name, asset, ioManagerKey: options.ins?.[name]?.inputManagerKey ?? stores(asset) }));
    return {
      key,
      group: options.group ?? "default",
      description: options.description ?? "",
      ioManagerKey: stores(key),
      inputs,
      deps: (options.deps ?? []).filter((dep) => !inputs.some(({ asset }) => asset === dep)),
      partitions: options.partitions ?? null,
      kinds: options.kinds ?? [],
      tags: options.tags ?? {},
      owners: options.owners ?? [],
      ...(external ? { external: true as const } : {}),
    };
  };
  return { assets: assets.map(graphAsset), jobs, schedules };
}

/** Removes what only one side can know: JSDoc, and whether a function returns anything. */
function comparable(graph: AssetGraph, project: Project): unknown {
  const assets = [...graph.assets]
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ description: _, ...asset }) => {
      const nothing = project.model().byKey.get(asset.key)?.returnsNothing === true;
      return { ...asset, deps: [...asset.deps].sort(), tags: { ...asset.tags }, ...(nothing ? { ioManagerKey: null } : {}) };
    });
  return { assets, jobs: graph.jobs.map(({ name }) => name), schedules: graph.schedules };
}
