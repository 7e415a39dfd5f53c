// What executing the code reported, as far as wiring needs it: resources, jobs, schedules, and the inputs of functions that cannot be
// read.
import type { DescribedAsset, DescribedProject } from "../../runtime/contract/worker.js";
import type { ReadDefinitions } from "./definitions.js";
import { managerOfClass } from "./managers.js";
import type { ResolvedInput, Resource, Resources } from "./model.js";
import { allowsMissing, readMapping } from "./partitions.js";
import { property, stringOf, type Value } from "./value.js";

/** The Definitions, with the resources, jobs and schedules that were found only by executing the code. */
export function withDescribed(read: ReadDefinitions, described: DescribedProject, current: boolean): ReadDefinitions {
  const { jobs, schedules, place } = read;
  const names = new Set([...jobs.map(({ job }) => job.name), ...schedules.map(({ schedule }) => schedule.name)]);
  const readable = (selection: string | null, name: string) =>
    selection ?? described.jobs.find((each) => each.name === name)?.selection ?? null;
  return {
    ...read,
    resources: describedResources(read.resources, described.resources, current, place),
    jobs: [
      ...jobs.map((each) => ({ ...each, job: { ...each.job, selection: readable(each.job.selection, each.job.name) } })),
      ...(read.openJobs ? described.jobs.filter(({ name }) => !names.has(name)).map((job) => ({ job, selection: null, place })) : []),
    ],
    schedules: [
      ...schedules.map(
        (each) =>
          described.schedules.filter(({ name }) => name === each.schedule.name).map((schedule) => ({ ...each, schedule }))[0] ?? each,
      ),
      ...(read.openJobs
        ? described.schedules.filter(({ name }) => !names.has(name)).map((schedule) => ({ schedule, options: null, place }))
        : []),
    ],
  };
}

function describedResources(
  read: Resources,
  described: DescribedProject["resources"],
  current: boolean,
  place: Resource["place"],
): Resources {
  const isUnread = ({ manager }: Resource) => manager.kind === "other" && manager.unread === true;
  const all = new Map<string, Resource>();
  for (const [key, resource] of read.byKey) {
    if (read.open && current && !Object.hasOwn(described, key)) continue;
    const made = Object.hasOwn(described, key) && isUnread(resource) ? described[key] : undefined;
    all.set(key, made === undefined ? resource : { ...resource, manager: managerOfClass(made) });
  }
  if (read.open)
    for (const [key, made] of Object.entries(described))
      if (!all.has(key)) all.set(key, { key, manager: managerOfClass(made), place, isMadeOnDemand: false });
  return { byKey: all, open: read.open && !current };
}

/** The inputs of a function that cannot be read, from its own text at run time. */
export function describedInputs({ parameters }: DescribedAsset, options: Value | null, place: ResolvedInput["place"]): ResolvedInput[] {
  const ins = property(options, "ins");
  const nameSpan = { start: place.start, end: place.end };
  return parameters.flatMap(({ name, isContext: isTheContext, asset }, position) => {
    if (isTheContext) return [];
    const fact = { name, nameSpan, span: nameSpan, typeText: null, typeSpan: null, shape: "plain" as const };
    const entry = property(ins, name) ?? null;
    return [{ position, parameter: name, fact, place, upstream: asset, ...loadingOf(entry, options) }];
  });
}

/**
 * How an input is loaded: its `ins` entry, and the value that names the resource that loads it, for this input or for all inputs of the
 * asset.
 */
export function loadingOf(
  ins: Value | null,
  options: Value | null,
): Pick<ResolvedInput, "ins" | "loader" | "inputManagerKey" | "partitionMapping" | "allowMissing"> {
  const loader = property(ins, "inputManagerKey") ?? property(options, "inputManagerKey");
  return { ins, loader, inputManagerKey: stringOf(loader), partitionMapping: readMapping(ins), allowMissing: allowsMissing(ins) };
}
