// invalid-options: options contradict each other, or a definition is invalid.
import * as l10n from "@vscode/l10n";
import { isOwner } from "../../../runtime/contract/names.js";
import type { Place } from "../../../runtime/contract/problem.js";
import type { EmptyFolder, ReadSchedule } from "../definitions.js";
import type { ResolvedAsset } from "../model.js";
import { property, stringOf } from "../value.js";
import type { Wired } from "./finding/problem.js";
import { defineProblem, type Finding } from "./finding/problem-kind.js";
import { retryFaults } from "./finding/retry-faults.js";

type Data = { readonly assetKey: string; readonly name?: string } | undefined;

export const invalidOptions = defineProblem<Data>({
  code: "invalid-options",
  severity: "error",
  title: () => l10n.t("Options that contradict each other, or an invalid definition."),
  find: {
    definitions: ({ read }) => read.emptyFolders.map(folderWithoutModules),
    options: (asset) => [...twoManagers(asset), ...retryFaults(asset), ...wrongOwners(asset)],
    resource: ({ name, place, resource, isRequired }, asset) =>
      resource?.isMadeOnDemand && !isRequired ? [notRequired(asset, name, place)] : [],
    partitions: (asset) =>
      asset.partitions.kind === "wrong"
        ? [{ place: asset.partitions.place, message: asset.partitions.message, data: { assetKey: asset.key } }]
        : impossiblePolicy(asset),
    graph: ({ read }) => namedTwice(read),
    schedule: jobByName,
  },
});

function folderWithoutModules({ folder, place }: EmptyFolder): Finding<Data> {
  const portable = folder.replaceAll("\\", "/");
  const message =
    portable === folder
      ? l10n.t`assetsFrom finds no module in "${folder}". Correct the path, which is relative to the folder of millrace.config.ts, or create a file with assets there.`
      : l10n.t`assetsFrom finds no module in "${folder}", because the path has backslashes. Write "${portable}", also on Windows.`;
  return { place, message };
}

function twoManagers({ options }: ResolvedAsset): Finding<Data>[] {
  const key = property(options, "ioManagerKey");
  const instance = property(options, "ioManager");
  if (key?.kind !== "literal" || !instance || instance.kind === "unknown" || instance.kind === "choice") return [];
  return [{ place: key.place, message: l10n.t("An asset has `ioManager` or `ioManagerKey`, not both. Remove one.") }];
}

/** The function reads a resource that is created only for assets that require it, and the options do not require it. */
function notRequired(asset: ResolvedAsset, name: string, place: Place): Finding<Data> {
  const message = l10n.t`The resource "${name}" is created only for assets that require it, and no option says that "${asset.key}" requires it. Add ${`requiredResourceKeys: ["${name}"]`} to its options.`;
  return { place, message, data: { assetKey: asset.key, name } };
}

function wrongOwners({ options }: ResolvedAsset): Finding<Data>[] {
  const owners = property(options, "owners");
  return (owners?.kind === "array" ? owners.elements : []).flatMap((owner) => {
    const text = stringOf(owner);
    if (text === null || isOwner(text)) return [];
    return [{ place: owner.place, message: l10n.t`"${text}" is not an owner. Write an e-mail address, or "team:name".` }];
  });
}

/** One call materializes a whole number of partitions, as `BackfillPolicy.multiRun` checks. */
function impossiblePolicy({ key, options }: ResolvedAsset): Finding<Data>[] {
  const policy = property(options, "backfillPolicy");
  const [most] = policy?.kind === "call" && policy.callee === "BackfillPolicy.multiRun" ? policy.args : [];
  if (most?.kind !== "literal" || most.value === undefined || (Number.isInteger(most.value) && (most.value as number) >= 1)) return [];
  const message = l10n.t`${JSON.stringify(most.value)} is not a number of partitions for one call. Write a whole number from 1, or BackfillPolicy.singleRun() for all in one call.`;
  return [{ place: most.place, message, data: { assetKey: key } }];
}

function namedTwice({ jobs, schedules }: Wired["read"]): Finding<Data>[] {
  return [
    ...twice(
      (name) => l10n.t`Two jobs are named "${name}". Rename one.`,
      jobs.map(({ job, place }) => ({ name: job.name, place })),
    ),
    ...twice(
      (name) => l10n.t`Two schedules are named "${name}". Rename one.`,
      schedules.map(({ schedule, place }) => ({ name: schedule.name, place })),
    ),
  ];
}

function twice(said: (name: string) => string, named: readonly { readonly name: string; readonly place: Place }[]): Finding<Data>[] {
  const count = new Map<string, number>();
  for (const { name } of named) count.set(name, (count.get(name) ?? 0) + 1);
  return named.filter(({ name }) => (count.get(name) ?? 0) > 1).map(({ name, place }) => ({ place, message: said(name) }));
}

function jobByName({ options }: ReadSchedule): Finding<Data>[] {
  const job = property(options, "job");
  const named = stringOf(job);
  if (!job || named === null) return [];
  return [
    { place: job.place, message: l10n.t`"${named}" is a string, but a schedule needs the job that defineAssetJob returned. Pass the job.` },
  ];
}
