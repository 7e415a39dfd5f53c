// What a value is, in a word.

/** `"number"`, `"null"`, `"object"` for plain ones, else the class: `"Array"`, `"Date"`. */
export function kindName(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === "string" && name !== "" && name !== "Object" ? name : "object";
}
