// Where an asset or a resource is named: references in the project, highlights in a file.
import type { Place } from "../../../../runtime/contract/problem.js";
import { mentionsAt, mentionsOf } from "../../mentions.js";
import type { Project } from "../../project.js";
import { resourceMentionAt, resourceMentionsOf } from "../../resource-mentions.js";

/** Every place that names the thing at the offset. Empty if it is not one of the project's things. */
export function references(project: Project, file: string, offset: number, includeDeclaration: boolean): Place[] {
  const resource = resourceMentionAt(project, file, offset);
  const found = resource
    ? resourceMentionsOf(project, resource.key).map(({ kind, place }) => ({ place, declares: kind === "definition" }))
    : mentionsAt(project, file, offset)
        .flatMap(({ key }) => mentionsOf(project, key))
        .map(({ kind, place }) => ({ place, declares: kind === "declaration" }));
  return distinct(found.filter(({ declares }) => includeDeclaration || !declares).map(({ place }) => place));
}

export interface Highlight {
  readonly place: Place;
  readonly declares: boolean;
}

/**
 * The other places in the file that name the asset or resource of a key. Null if the key is not a string: editors show the highlights of
 * only one provider, and for an identifier those of TypeScript are better, because they include its uses.
 */
export function highlights(project: Project, file: string, offset: number): Highlight[] | null {
  const resource = resourceMentionAt(project, file, offset);
  if (resource) {
    const all = resource.kind === "definition" ? [] : resourceMentionsOf(project, resource.key);
    return inFile(
      file,
      all.map(({ kind, place }) => ({ place, declares: kind === "definition" })),
    );
  }
  const [string] = mentionsAt(project, file, offset).filter(({ written }) => written !== "identifier");
  if (!string) return null;
  return inFile(
    file,
    mentionsOf(project, string.key).map(({ kind, place }) => ({ place, declares: kind === "declaration" })),
  );
}

function inFile(file: string, all: readonly Highlight[]): Highlight[] | null {
  const here = all.filter(({ place }) => place.file === file);
  return here.length === 0 ? null : here;
}

function distinct(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [`${place.start} ${place.file}`, place])).values()];
}
