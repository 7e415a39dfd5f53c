// Finds problems that only types show: of the values that assets store, and of the values that they load.
import type { Problem } from "../../../../runtime/contract/problem.js";
import { managerThatLoads } from "../../manager-that-loads.js";
import type { Edge, ResolvedAsset } from "../../model.js";
import { orElse } from "../../or-else.js";
import { givenBy } from "../../partition-wiring.js";
import type { Project } from "../../project.js";
import { judged } from "../../severities.js";
import { mismatch } from "../type-mismatch.js";
import { typesNotChecked } from "../unchecked-type.js";
import { askAll, isUnneeded } from "./ask.js";

const ofStored = askAll("stored");
const ofColumns = askAll("columns");
const ofLoaded = askAll("loaded");

/** The type problems of the assets declared in one file: of what they load, and of what they store. */
export function typeProblems(project: Project, file: string): Problem[] {
  return withoutRepeats([...storingProblems(project, file), ...loadingProblems(project, file)]);
}

/** Each asset gets at most one problem about TypeScript itself failing. It comes last. */
export function withoutRepeats(problems: readonly Problem[]): Problem[] {
  const unchecked = new Map<string | undefined, Problem>();
  const others = problems.filter((problem) => {
    if (problem.code !== "unchecked-type") return true;
    const key = problem.data?.assetKey;
    if (!unchecked.has(key)) unchecked.set(key, problem);
    return false;
  });
  return [...others, ...unchecked.values()];
}

/** Finds values of a file's assets that cannot be stored. TypeScript reads every member of every type for this. */
export function storingProblems(project: Project, file: string): readonly Problem[] {
  const problems: Problem[] = [];
  for (const asset of project.model().assets) {
    if (asset.declaration?.fn?.file !== file) continue;
    const failed = (error: unknown) => void problems.push(typesNotChecked(asset, error));
    problems.push(...orElse([], () => ofStored(asset, project), failed));
  }
  return judged(problems, project.severities());
}

/** Finds values that do not fit the parameters of a file's assets. */
export function loadingProblems(project: Project, file: string): readonly Problem[] {
  const model = project.model();
  // One mistake gives one problem. A problem that only marks a parameter as unneeded does not suppress type problems.
  const taken = new Set(model.problems.flatMap(({ code, place }) => (isUnneeded(code) ? [] : `${place.file}:${place.start}`)));
  const edges: Edge[] = [];
  const problems: Problem[] = [];
  const unchecked = new Map<ResolvedAsset, Problem>();
  const failedAt = (consumer: ResolvedAsset, error: unknown) =>
    void unchecked.set(consumer, unchecked.get(consumer) ?? typesNotChecked(consumer, error));
  for (const consumer of model.assets) {
    const failed = (error: unknown) => failedAt(consumer, error);
    if (consumer.declaration?.fn?.file !== file) continue;
    for (const input of consumer.inputs) {
      const upstream = input.upstream === null ? undefined : model.byKey.get(input.upstream);
      if (!upstream?.declaration || taken.has(`${file}:${input.place.start}`) || input.fact.shape !== "plain") continue;
      problems.push(...orElse([], () => ofColumns({ consumer, input, upstream }, project), failed));
      // An incomplete line causes no problems in other files.
      if (project.hasUnsureTypes(file) || project.hasUnsureTypes(upstream.declaration.file)) continue;
      const [found] = orElse([], () => ofLoaded({ consumer, input, upstream }, project), failed);
      const gives = givenBy(consumer, input, upstream, managerThatLoads(project, input, upstream));
      if (found) problems.push(found);
      else if (gives === "map" || gives === "maybe" || gives === "nullable") edges.push({ consumer, input, upstream, gives });
      else if (gives === "value") edges.push({ consumer, input, upstream });
    }
  }
  for (const [edge, why] of project.types().mismatches(edges, ({ consumer }, error) => failedAt(consumer, error)))
    problems.push(mismatch(edge, why, project.dir));
  return judged([...problems, ...unchecked.values()], project.severities());
}

/** Tells the types beforehand which edges of these files `typeProblems` may have to explain, so that TypeScript reads the project once. */
export function expectTypeProblems(project: Project, files: ReadonlySet<string>): void {
  const { assets, byKey } = project.model();
  const edges = assets
    .filter(({ declaration }) => files.has(declaration?.fn?.file ?? ""))
    .flatMap((consumer) =>
      consumer.inputs.flatMap((input): Edge[] => {
        const upstream = byKey.get(input.upstream ?? "");
        if (!upstream?.declaration) return [];
        const isValue = givenBy(consumer, input, upstream, managerThatLoads(project, input, upstream)) === "value";
        return isValue ? [{ consumer, input, upstream }] : [];
      }),
    );
  project.types().expect(edges.length > MOST_EXPECTED ? [] : edges);
}

/** TypeScript keeps a statement for each, about 10 kB. */
const MOST_EXPECTED = 500;
