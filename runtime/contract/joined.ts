// Joins the parts of a text that are not empty.

export function joined(by: string, ...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(by);
}
