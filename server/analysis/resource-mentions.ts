// Every place that names a resource: its definition, and the keys by which assets and other resources require it.
import type { Place } from "../../runtime/contract/problem.js";
import type { ProjectModel, ResolvedAsset } from "./model.js";
import { insideQuotes, type TextOf, textsOf } from "./name-places.js";
import type { Project } from "./project.js";
import { possibilities, property, type Value } from "./value.js";

export interface ResourceMention {
  readonly kind: "definition" | "io-manager" | "input-manager" | "required" | "used";
  readonly key: string;
  /** The name in the Definitions, or the text inside a string's quotes. */
  readonly place: Place;
}

/** Every mention of a resource, its definition first. */
export function resourceMentionsOf(project: Project, key: string): readonly ResourceMention[] {
  return allOf(project).filter((mention) => mention.key === key);
}

export function resourceMentionAt(project: Project, file: string, offset: number): ResourceMention | null {
  return allOf(project).find(({ place }) => place.file === file && place.start <= offset && offset <= place.end) ?? null;
}

// Each change creates a new model, so its mentions are cached with it.
const known = new WeakMap<ProjectModel, readonly ResourceMention[]>();

function allOf(project: Project): readonly ResourceMention[] {
  const model = project.model();
  const found = known.get(model) ?? collect(model, textsOf(project.files));
  known.set(model, found);
  return found;
}

function collect(model: ProjectModel, textOf: TextOf): ResourceMention[] {
  const unique = new Map<string, ResourceMention>();
  const all = [
    ...[...model.resources.byKey.values()].map(({ key, place }) => ({
      kind: "definition" as const,
      key,
      place: withoutQuotes(place, textOf),
    })),
    ...model.assets.flatMap((asset) => ofAsset(asset, textOf)),
    ...ofResources(model, textOf),
  ];
  for (const mention of all) {
    const id = `${mention.place.start} ${mention.place.file}`;
    if (!unique.has(id)) unique.set(id, mention);
  }
  return [...unique.values()];
}

function ofAsset({ options, inputs, declaration }: ResolvedAsset, textOf: TextOf): ResourceMention[] {
  const fn = declaration?.fn;
  return [
    ...named("io-manager", property(options, "ioManagerKey"), textOf),
    ...[...new Set(inputs.map(({ loader }) => loader))].flatMap((loader) => named("input-manager", loader, textOf)),
    ...required(options, textOf),
    ...(fn?.fact.resources ?? []).map(({ name, span }) => ({
      kind: "used" as const,
      key: name,
      place: withoutQuotes({ file: fn?.file ?? "", ...span }, textOf),
    })),
  ];
}

/** The resources that factories of other resources require. */
function ofResources({ definitions }: ProjectModel, textOf: TextOf): ResourceMention[] {
  const values = definitions?.resources ? possibilities(definitions.resources) : [];
  return values.flatMap((value) =>
    value.kind === "object" ? [...value.properties.values()].flatMap((each) => requiredBy(each.value)) : [],
  );

  function requiredBy(value: Value): ResourceMention[] {
    if (value.kind !== "call") return [];
    return [...(value.receiver ? requiredBy(value.receiver) : []), ...required(value.args[0] ?? null, textOf)];
  }
}

function required(options: Value | null, textOf: TextOf): ResourceMention[] {
  const keys = property(options, "requiredResourceKeys");
  return keys?.kind === "array" ? keys.elements.flatMap((element) => named("required", element, textOf)) : [];
}

function named(kind: ResourceMention["kind"], value: Value | undefined, textOf: TextOf): ResourceMention[] {
  if (value?.kind !== "literal" || typeof value.value !== "string") return [];
  const place = insideQuotes(value, textOf);
  return place ? [{ kind, key: value.value, place }] : [];
}

function withoutQuotes({ file, start, end }: Place, textOf: TextOf): Place {
  return /^["'`]/.test(textOf(file).slice(start, end)) ? { file, start: start + 1, end: end - 1 } : { file, start, end };
}
