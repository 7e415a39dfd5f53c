// A value after code has changed it: `list.push(x)`, `options.group = "a"`.
import type { ChangeFact } from "../facts.js";
import type { Value } from "../value.js";
import { unknown } from "./places.js";

/** What is still known of a value after a change. */
export function afterChange(value: Value, { path, how }: Pick<ChangeFact, "path" | "how">): Value {
  if (how === "rebound") return unknown(value.place);
  if (value.kind === "choice") return { ...value, options: value.options.map((option) => afterChange(option, { path, how })) };
  const [name, ...rest] = path;
  if (name === undefined) {
    if (how === "grows" && value.kind === "array") return { ...value, open: true };
    return value.kind === "object" || value.kind === "array" ? unknown(value.place) : value;
  }
  switch (value.kind) {
    case "object": {
      const before = value.properties.get(name);
      const after =
        rest.length === 0 && how === "any" ? unknown(value.place) : afterChange(before?.value ?? unknown(value.place), { path: rest, how });
      return { ...value, properties: new Map(value.properties).set(name, { value: after, namePlace: before?.namePlace ?? value.place }) };
    }
    case "class": {
      const statics = new Map(value.statics).set(name, unknown(value.place));
      return { ...value, statics };
    }
    case "array":
      return { ...value, elements: value.elements.map((each) => unknown(each.place)), open: true };
    case "instance":
      return unknown(value.place);
    default:
      return value;
  }
}
