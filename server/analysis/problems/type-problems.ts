// Problems only types can show: a value that does not fit its parameter, a form its manager cannot give, an inferred void.
import * as l10n from "@vscode/l10n";
import type { Form } from "../../../runtime/contract/asset.js";
import type { Problem } from "../../../runtime/contract/problem.js";
import type { ManagerFacts } from "../managers.js";
import type { Edge, ResolvedAsset, ResolvedInput } from "../model.js";
import { orElse } from "../or-else.js";
import { givenBy } from "../partition-wiring.js";
import type { Project } from "../project.js";
import type { Mismatch } from "../reader/types.js";
import { judged } from "../severities.js";
import { columnProblems } from "./column-problems.js";
import { voidUpstream } from "./parameter-problems.js";
import { problem } from "./problem.js";
import { storageProblems } from "./storage-problems.js";
import { shortExplanation, tidyTypes } from "./tidy-types.js";

/** The type problems of the assets declared in one file: what they load, and what they store. */
export function typeProblems(project: Project, file: string): Problem[] {
  return withoutRepeats([...storingProblems(project, file), ...loadingProblems(project, file)]);
}

/** What fails at TypeScript itself is told once of each asset, after all else. */
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

/** What cannot be stored of what the assets of a file give. TypeScript looks at every member of every type for it. */
export function storingProblems(project: Project, file: string): readonly Problem[] {
  const problems: Problem[] = [];
  for (const asset of project.model().assets) {
    if (asset.declaration?.fn?.file !== file) continue;
    const failed = (error: unknown) => void problems.push(uncheckedType(asset, error));
    problems.push(...orElse([], () => storageProblems(project, asset), failed));
  }
  return judged(problems, project.severities());
}

/** What does not fit of what the assets of a file load. */
export function loadingProblems(project: Project, file: string): readonly Problem[] {
  const model = project.model();
  // One mistake, one problem; that a parameter is not used says nothing of what it takes.
  const taken = new Set(model.problems.flatMap(({ code, place }) => (code === "unused-input" ? [] : `${place.file}:${place.start}`)));
  const edges: Edge[] = [];
  const problems: Problem[] = [];
  const unchecked = new Map<ResolvedAsset, Problem>();
  const failedAt = (consumer: ResolvedAsset, error: unknown) =>
    void unchecked.set(consumer, unchecked.get(consumer) ?? uncheckedType(consumer, error));
  for (const consumer of model.assets) {
    const failed = (error: unknown) => failedAt(consumer, error);
    if (consumer.declaration?.fn?.file !== file) continue;
    for (const input of consumer.inputs) {
      const upstream = input.upstream === null ? undefined : model.byKey.get(input.upstream);
      if (!upstream?.declaration || taken.has(`${file}:${input.place.start}`) || input.fact.shape !== "plain") continue;
      problems.push(...orElse([], () => columnProblems(project, consumer, input, upstream), failed));
      // A half-typed line raises nothing elsewhere.
      if (project.hasUnsureTypes(file) || project.hasUnsureTypes(upstream.declaration.file)) continue;
      const found = orElse(null, () => problemOf(project, consumer, input, upstream), failed);
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

/** Says before types are asked which edges of these files `typeProblems` may have to explain, so that TypeScript reads the project once. */
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

/** The first words of what TypeScript threw; the rest is its stack. */
function uncheckedType({ key, place }: ResolvedAsset, error: unknown): Problem {
  const [words = ""] = String(error instanceof Error ? error.message : error).split("\n");
  const message = l10n.t`The types of "${key}" could not be checked, for TypeScript itself failed: ${words}. Annotate what it takes and gives with simpler types.`;
  return problem("unchecked-type", place, message, { data: { assetKey: key } });
}

function problemOf(project: Project, consumer: ResolvedAsset, input: ResolvedInput, upstream: ResolvedAsset): Problem | null {
  const types = project.types();
  if (types.output(upstream)?.nothing) return voidUpstream(consumer, input, upstream);
  const gives = givenBy(consumer, input, upstream, managerThatLoads(project, input, upstream));
  const form = types.input(consumer, input, gives === "map")?.form ?? "value";
  const manager = managerThatLoads(project, input, upstream);
  if (!manager || canGive(manager, form)) return null;
  const name = manager.className ?? l10n.t("a manager");
  const message = l10n.t`"${upstream.key}" is loaded by ${name}, which gives no ${formName(form)}. Declare the plain value, or store "${upstream.key}" with a table manager such as DuckDBIOManager.`;
  return problem("type-mismatch", input.place, message, {
    data: { assetKey: consumer.key, name: input.parameter, nearest: [upstream.key] },
  });
}

/** `Table` and `Relation` are types, and stay as they are. */
function formName(form: Form): string {
  if (form === "table") return "Table";
  if (form === "relation") return "Relation";
  return form === "value" ? l10n.t("plain value") : l10n.t("batches");
}

function canGive(manager: ManagerFacts, form: Form): boolean {
  if (form === "value" || form === "table") return true;
  return form !== "relation" || !(manager.kind === "table" || manager.kind === "files" || manager.kind === "filesystem");
}

/** Loading: `ins[p].inputManagerKey`, else that of the asset, else the manager of the upstream asset; null where only running can tell. */
export function managerThatLoads(project: Project, input: ResolvedInput, upstream: ResolvedAsset): ManagerFacts | null {
  if (input.inputManagerKey !== null) return project.model().resources.byKey.get(input.inputManagerKey)?.manager ?? null;
  return input.loader === undefined ? upstream.storage.manager : null;
}

function mismatch({ consumer, input, upstream, gives }: Edge, { explanation, difference }: Mismatch, dir: string): Problem {
  const why =
    gives === "map"
      ? l10n.t("Several partitions are loaded: a ReadonlyMap of values by partition key.")
      : gives === "maybe"
        ? l10n.t("A partition that is missing loads as undefined.")
        : gives === "nullable"
          ? l10n.t("It loads as null while it has no value, for allowMissing is set.")
          : "";
  const what =
    difference === null
      ? l10n.t`What "${upstream.key}" gives does not fit the parameter "${input.parameter}".`
      : l10n.t`What "${upstream.key}" gives does not fit the parameter "${input.parameter}": ${tidyTypes(difference.sentence, dir)}`;
  const message = `${why === "" ? what : `${what} ${why}`}\n${shortExplanation(tidyTypes(explanation, dir))}`;
  const related = [{ message: l10n.t`"${upstream.key}" is declared here`, place: upstream.place }];
  if (difference?.given) related.push({ message: l10n.t("What is given is declared here"), place: difference.given });
  if (difference?.taken) related.push({ message: l10n.t("What is taken is declared here"), place: difference.taken });
  else if (input.fact.typeSpan)
    related.push({ message: l10n.t("What is taken is declared here"), place: { file: input.place.file, ...input.fact.typeSpan } });
  return problem("type-mismatch", input.place, message, {
    related,
    data: { assetKey: consumer.key, name: input.parameter, nearest: [upstream.key] },
  });
}
