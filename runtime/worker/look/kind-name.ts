// The kind of a value in one word.

/** `"number"`, `"null"`, `"object"` for plain objects, otherwise the class: `"Array"`, `"Date"`. */
export function kindName(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === "string" && name !== "" && name !== "Object" ? name : "object";
}
