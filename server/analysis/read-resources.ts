// Reads the resources of `new Definitions({ … })`.
import { managerOf } from "./managers.js";
import type { Resource, Resources } from "./model.js";
import { possibilities, property, type Value } from "./value.js";

export function readResources(value: Value | undefined): Resources {
  const byKey = new Map<string, Resource>();
  if (value === undefined) return { byKey, open: false };
  let open = false;
  for (const option of possibilities(value)) {
    if (option.kind !== "object") {
      open = true;
      continue;
    }
    open ||= option.open;
    for (const [key, { value: resource, namePlace }] of option.properties) {
      if (!byKey.has(key)) byKey.set(key, { key, manager: managerOf(resource), place: namePlace, isMadeOnDemand: isFactory(resource) });
    }
  }
  // A resource that another resource requires is created before it, and it may then serve a function, too.
  const isAsked = possibilities(value).some((option) => option.kind === "object" && [...option.properties.values()].some(needsOthers));
  if (isAsked) for (const [key, resource] of byKey) byKey.set(key, { ...resource, isMadeOnDemand: false });
  return { byKey, open };
}

/** `resource(…)`, also `.configured(…)`. */
function isFactory(value: Value): boolean {
  if (value.kind !== "call") return false;
  return value.callee === "resource" || (value.callee === "configured" && value.receiver !== null && isFactory(value.receiver));
}

/** Certainly or possibly: a class of the project may require other resources in its constructor. */
function needsOthers({ value }: { readonly value: Value }): boolean {
  switch (value.kind) {
    case "call": {
      const made = value.receiver?.kind === "call" ? value.receiver : value;
      return property(made.args[0], "requiredResourceKeys") !== undefined;
    }
    case "instance":
      return value.sdk === null;
    case "object":
      return value.open || value.properties.has("requiredResourceKeys");
    default:
      return value.kind === "unknown" || value.kind === "choice";
  }
}
