// Everything wrong that names and wiring alone can show, found for the whole project at once.

import * as l10n from "@vscode/l10n";
import { isOwner } from "../../../runtime/contract/names.js";
import type { Place, Problem } from "../../../runtime/contract/problem.js";
import { didYouMean, listKnown, nearest } from "../../../runtime/planning/index.js";
import type { EmptyFolder, ReadDefinitions } from "../definitions.js";
import { groupBy } from "../group-by.js";
import type { ResolvedAsset } from "../model.js";
import { declarationId, property, stringOf } from "../value.js";
import { collisions } from "./collisions.js";
import { cycleProblems } from "./cycles.js";
import { jobProblems } from "./job-problems.js";
import { parameterProblems } from "./parameter-problems.js";
import { partitionProblems } from "./partition-problems.js";
import { problem, type Wired } from "./problem.js";
import { retryProblems } from "./retry-problems.js";
import { unusedInputs } from "./unused-inputs.js";

/** The problems of names, keys, managers, parameters and order; one mistake gives one problem. */
export function graphProblems(wired: Wired): Problem[] {
  return [
    ...configProblems(wired),
    ...wired.read.emptyFolders.map(folderProblem),
    ...nameProblems(wired),
    ...duplicates(wired),
    ...wired.assets.flatMap((asset) => assetProblems(asset, wired)),
    ...cycleProblems(wired),
    ...collisions(wired),
    ...jobProblems(wired),
    ...unreachedProblems(wired),
  ];
}

// Of assets with no problem, the assets they load: while these are the same, there is none.
const clean = new WeakMap<ResolvedAsset, readonly ResolvedAsset[]>();

function assetProblems(asset: ResolvedAsset, wired: Wired): Problem[] {
  const loaded = asset.inputs.flatMap(({ upstream }) => wired.byKey.get(upstream ?? "") ?? []);
  const before = clean.get(asset);
  if (before?.length === loaded.length && before.every((each, at) => each === loaded[at])) return [];
  const found = [
    ...parameterProblems(asset, wired),
    ...depProblems(asset, wired),
    ...optionProblems(asset, wired),
    ...partitionProblems(asset, wired),
    ...unusedInputs(asset, wired),
  ];
  // What else there may be, and which partitions there are by now, can change without an edit.
  const settled =
    loaded.length === asset.inputs.length &&
    asset.deps.every(({ known }) => known) &&
    [asset, ...loaded].every(({ partitions }) => partitions.kind === "none");
  if (settled && found.length === 0) clean.set(asset, loaded);
  return found;
}

function configProblems({ source, read }: Wired): Problem[] {
  const found = source.facts(source.configFile)?.syntaxErrors.length === 0 && read.missing !== null;
  return found ? [problem("invalid-config", { file: source.configFile, start: 0, end: 0 }, read.missing ?? "")] : [];
}

function folderProblem({ folder, place }: EmptyFolder): Problem {
  const portable = folder.replaceAll("\\", "/");
  const message =
    portable === folder
      ? l10n.t`assetsFrom finds no module in "${folder}". Correct the path, which counts from the folder of millrace.config.ts, or make a file with assets there.`
      : l10n.t`assetsFrom finds nothing in "${folder}", for it has backslashes. Write "${portable}", on Windows, too.`;
  return problem("invalid-options", place, message);
}

function nameProblems({ named }: Wired): Problem[] {
  return named.flatMap(({ name }) => (name.invalid === null ? [] : [problem("invalid-asset-name", name.place, name.invalid)]));
}

function duplicates({ assets, byKey, read }: Wired): Problem[] {
  if (assets.length === byKey.size) return [];
  // Of those that stand in different branches, only running can tell whether there are two.
  const certain = assets.filter(({ declaration }) => declaration === null || !read.uncertain.has(declarationId(declaration)));
  return [...groupBy(certain, ({ key }) => key)].flatMap(([key, same]) =>
    same.length < 2
      ? []
      : same.map((asset) =>
          problem("duplicate-asset-key", asset.place, l10n.t`Two assets have the key "${key}". Rename one, or give it another \`key\`.`, {
            related: same
              .filter((other) => other !== asset)
              .map((other) => ({ message: l10n.t`"${key}" is also declared here`, place: other.place })),
            data: { assetKey: key },
          }),
        ),
  );
}

function depProblems(asset: ResolvedAsset, { byKey, mayHoldMore }: Wired): Problem[] {
  return asset.deps.flatMap((dep) => {
    if (dep.key === asset.key)
      return [problem("self-dependency", dep.place, l10n.t`"${asset.key}" cannot depend on itself. Remove it from \`deps\`.`)];
    if (dep.known || mayHoldMore()) return [];
    if (dep.isAsset) {
      const message = l10n.t`The Definitions do not hold the asset "${dep.key}", so nothing makes it here. Add it to their assets.`;
      return [problem("unknown-dep", dep.place, message, { data: { assetKey: asset.key, name: dep.key } })];
    }
    const near = nearest(dep.key, byKey.keys());
    const remedy = l10n.t`Declare it with ${`externalAsset({ key: "${dep.key}" })`} if others produce it.`;
    const message = `${l10n.t`No asset has the key "${dep.key}".`}${didYouMean(near)} ${remedy}`;
    const data = { assetKey: asset.key, name: dep.key, nearest: near };
    return [problem("unknown-dep", dep.place, message, { data })];
  });
}

function optionProblems(asset: ResolvedAsset, { read }: Wired): Problem[] {
  const { options } = asset;
  const found: Problem[] = [];
  const keyValue = property(options, "ioManagerKey");
  const instance = property(options, "ioManager");
  if (keyValue?.kind === "literal" && instance && instance.kind !== "unknown" && instance.kind !== "choice") {
    found.push(problem("invalid-options", keyValue.place, l10n.t("An asset has `ioManager` or `ioManagerKey`, not both. Remove one.")));
  }
  const key = stringOf(keyValue);
  if (keyValue && key !== null) found.push(...managerKeyProblem(key, keyValue.place, "store", asset, read));
  // Several inputs may be loaded by what the asset names once.
  for (const loader of new Set(asset.inputs.flatMap((input) => input.loader ?? []))) {
    const named = stringOf(loader);
    if (named !== null) found.push(...managerKeyProblem(named, loader.place, "load", asset, read));
  }
  found.push(...resourceProblems(asset, read), ...retryProblems(asset));
  const owners = property(options, "owners");
  for (const owner of owners?.kind === "array" ? owners.elements : []) {
    const text = stringOf(owner);
    if (text !== null && !isOwner(text)) {
      found.push(problem("invalid-options", owner.place, l10n.t`"${text}" is no owner. Write an e-mail address, or "team:name".`));
    }
  }
  return found;
}

function resourceProblems(asset: ResolvedAsset, { resources }: ReadDefinitions): Problem[] {
  if (resources.open) return [];
  const needed = property(asset.options, "requiredResourceKeys");
  const required = (needed?.kind === "array" ? needed.elements : []).flatMap((element) => {
    const name = stringOf(element);
    return name === null ? [] : [{ name, place: element.place }];
  });
  const isListed = needed === undefined || (needed.kind === "array" && !needed.open && needed.elements.length === required.length);
  const fn = asset.declaration?.fn;
  const used = (fn?.fact.resources ?? []).map(({ name, span }) => ({ name, place: { file: fn?.file ?? "", ...span } }));
  return [...required, ...used].flatMap(({ name, place }) => {
    const resource = resources.byKey.get(name);
    if (resource !== undefined) {
      const isRequired = !isListed || required.some((each) => each.name === name);
      return resource.isMadeOnDemand && !isRequired ? [notRequired(asset, name, place)] : [];
    }
    const near = nearest(name, resources.byKey.keys());
    const message = noResource(name, near, [...resources.byKey.keys()]);
    return [problem("unknown-resource", place, message, { data: { assetKey: asset.key, name, nearest: near } })];
  });
}

/** Nothing of the project asks for the resource before the function reads it. */
function notRequired(asset: ResolvedAsset, name: string, place: Place): Problem {
  const message = l10n.t`The resource "${name}" is made when it is needed, and nobody says that "${asset.key}" needs it. Add ${`requiredResourceKeys: ["${name}"]`} to its options.`;
  return problem("invalid-options", place, message, { data: { assetKey: asset.key, name } });
}

function noResource(name: string, near: readonly string[], known: readonly string[]): string {
  const what = l10n.t`No resource has the key "${name}".`;
  return `${what}${didYouMean(near)} ${listKnown(known)} ${l10n.t("Add it to `resources` of the Definitions.")}`;
}

function managerKeyProblem(
  key: string,
  place: Place,
  use: "store" | "load",
  asset: ResolvedAsset,
  { resources }: ReadDefinitions,
): Problem[] {
  const code = use === "store" ? "unknown-io-manager-key" : "unknown-input-manager-key";
  const usable = [...resources.byKey.values()].filter(
    ({ manager }) => manager.kind !== "not-a-manager" && (use === "load" || manager.kind !== "input-only"),
  );
  const names = usable.map((resource) => resource.key);
  const data = { assetKey: asset.key, name: key, nearest: nearest(key, names) };
  const resource = resources.byKey.get(key);
  if (!resource) {
    // The default storage answers to `io_manager` though nobody wrote it.
    if (resources.open || key === "io_manager") return [];
    const message = noResource(key, data.nearest, names);
    return [problem(code, place, message, { data })];
  }
  const related = [{ message: l10n.t`"${key}" is defined here`, place: resource.place }];
  if (resource.manager.kind === "not-a-manager") {
    return [
      problem(code, place, `${l10n.t`The resource "${key}" is no I/O manager: it has no handleOutput.`}${didYouMean(data.nearest)}`, {
        related,
        data,
      }),
    ];
  }
  // What others produce is only ever loaded here.
  if (use === "store" && !asset.external && resource.manager.kind === "input-only") {
    return [
      problem(code, place, `${l10n.t`The resource "${key}" can load but not store: it has no handleOutput.`}${didYouMean(data.nearest)}`, {
        related,
        data,
      }),
    ];
  }
  return [];
}

function unreachedProblems({ unreached, read, mayHoldMore }: Wired): Problem[] {
  if (read.missing !== null || read.places === null || unreached.length === 0 || mayHoldMore()) return [];
  return unreached.map(({ declaration, name }) =>
    problem(
      "not-in-definitions",
      name.place,
      l10n.t`"${name.key ?? l10n.t("This asset")}" is exported, but the Definitions do not reach it. Add it to \`assets\` in the config.`,
      {
        data: { assetKey: name.key ?? "", name: declaration.file, ...(name.exportedAs === null ? {} : { exportedAs: name.exportedAs }) },
      },
    ),
  );
}
