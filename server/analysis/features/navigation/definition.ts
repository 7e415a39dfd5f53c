// Go to definition: from a parameter or key to its asset, from a manager key to its resource.
import type { Place } from "../../../../runtime/contract/problem.js";
import { mentionsAt } from "../../mentions.js";
import type { Project } from "../../project.js";
import { resourceMentionAt } from "../../resource-mentions.js";
import { thingAt } from "./at.js";

export interface Definition {
  /** The place of the name under the cursor. */
  readonly origin: Place;
  readonly target: Place;
}

/** Null if only TypeScript has an answer. */
export function definition(project: Project, file: string, offset: number): Definition | null {
  const thing = thingAt(project, file, offset);
  const model = project.model();
  switch (thing?.kind) {
    case "parameter": {
      const upstream = thing.input.upstream === null ? undefined : model.byKey.get(thing.input.upstream);
      return upstream ? { origin: thing.place, target: upstream.place } : null;
    }
    case "asset-key":
      return thing.target ? { origin: thing.place, target: thing.target.place } : null;
    case "manager-key": {
      const resource = model.resources.byKey.get(thing.key);
      return resource ? { origin: thing.place, target: resource.place } : null;
    }
    default:
      return byString(project, file, offset);
  }
}

/** The definition of a key in a job's selection or in a script, or of a resource that an asset or another resource requires. */
function byString(project: Project, file: string, offset: number): Definition | null {
  const model = project.model();
  const resource = resourceMentionAt(project, file, offset);
  const given = resource?.kind === "required" || resource?.kind === "used" ? model.resources.byKey.get(resource.key) : undefined;
  if (resource && given) return { origin: resource.place, target: given.place };
  const named = mentionsAt(project, file, offset).find(
    ({ kind, written }) => (kind === "selection" || kind === "load") && written !== "identifier",
  );
  const asset = named ? model.byKey.get(named.key) : undefined;
  return named && asset ? { origin: named.place, target: asset.place } : null;
}
