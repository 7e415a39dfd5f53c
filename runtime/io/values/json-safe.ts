// Whether JSON represents a value without a change, and if not, where and why.

/**
 * Null when `JSON.parse(JSON.stringify(value))` equals `value` by `Object.is` on all levels, including prototypes; otherwise the path of
 * the first part that would change, and the reason (`$.when is a Date`).
 */
export function reasonAgainstJson(value: unknown): string | null {
  return reason(value, [], new Set());
}

/**
 * Whether an object occurs in more than one place of a value, for which `reasonAgainstJson` returned null: JSON would write it several
 * times, and loading would create several objects.
 */
export function isShared(value: unknown): boolean {
  const seen = [new Set<object>()];
  const visit = (part: object): boolean => {
    if (seen.some((some) => some.has(part))) return true;
    // A Set has at most some 16 million entries.
    if ((seen.at(-1) as Set<object>).size === 2 ** 23) seen.push(new Set());
    (seen.at(-1) as Set<object>).add(part);
    if (Array.isArray(part)) return part.some(isSeen);
    for (const key in part) if (isSeen((part as Record<string, unknown>)[key])) return true;
    return false;
  };
  const isSeen = (part: unknown): boolean => typeof part === "object" && part !== null && visit(part);
  return isSeen(value);
}

/** The maximum depth in all formats: v8 and JSON use recursion, and the stack is limited. */
export const MAX_DEPTH = 1000;

function reason(value: unknown, path: (string | number)[], above: Set<object>): string | null {
  switch (typeof value) {
    case "string":
    case "boolean":
      return null;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0) ? null : `${pathText(path)} is ${Object.is(value, -0) ? "-0" : value}`;
    case "object":
      return value === null ? null : reasonOfObject(value, path, above);
    default:
      return `${pathText(path)} is ${withArticle(typeof value)}`;
  }
}

function reasonOfObject(value: object, path: (string | number)[], above: Set<object>): string | null {
  if (above.has(value)) return `${pathText(path)} refers to a value that contains it`;
  if (path.length > MAX_DEPTH) return tooDeep(path, MAX_DEPTH);
  above.add(value);
  const found = Array.isArray(value) ? reasonOfArray(value, path, above) : reasonOfRecord(value, path, above);
  above.delete(value);
  return found;
}

function reasonOfArray(value: unknown[], path: (string | number)[], above: Set<object>): string | null {
  if (Object.getPrototypeOf(value) !== Array.prototype) return `${pathText(path)} is a subclass of Array`;
  for (let at = 0; at < value.length; at++) {
    const element = value[at];
    if (element === undefined) return `${pathText([...path, at])} is ${at in value ? "undefined" : "a hole"}`;
    if (typeof element === "string" || typeof element === "boolean") continue;
    path.push(at);
    const found = reason(element, path, above);
    path.pop();
    if (found !== null) return found;
  }
  return Object.keys(value).length === value.length ? null : `${pathText(path)} is an array with additional properties`;
}

function reasonOfRecord(value: object, path: (string | number)[], above: Set<object>): string | null {
  if (Object.getPrototypeOf(value) !== Object.prototype) return `${pathText(path)} is ${withArticle(kindOf(value))}`;
  for (const key of Reflect.ownKeys(value)) {
    if (typeof key === "symbol") return `${pathText(path)} has a symbol as a key`;
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (property === undefined || !property.enumerable || property.get !== undefined)
      return `${pathText([...path, key])} is a getter or a property that is not enumerable`;
    const member = property.value as unknown;
    if (typeof member === "string" || typeof member === "boolean") continue;
    path.push(key);
    const found = reason(member, path, above);
    path.pop();
    if (found !== null) return found;
  }
  return null;
}

/** `$.stories[3].title`: a path into a value, for messages. */
export function pathText(path: readonly (string | number)[]): string {
  return `$${path.map((step) => (typeof step === "number" ? `[${step}]` : /^[A-Za-z_$][\w$]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`)).join("")}`;
}

/** `$[0].a.a… is nested more than 1000 deep`: the beginning of such a path is enough. */
export function tooDeep(path: readonly (string | number)[], limit: number): string {
  return `${pathText(path.slice(0, 5))}… is nested more than ${limit} deep`;
}

/** The class of an object, for messages: `Date`, `Map`, `User`, `object`. */
export function kindOf(value: object): string {
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === "string" && name !== "" && name !== "Object" ? name : "object without the usual prototype";
}

export function withArticle(noun: string): string {
  return `${/^([aeio]|un)/.test(noun) || /^[AEIO]/.test(noun) ? "an" : "a"} ${noun}`;
}

/** What a value is, for use in a sentence. */
export function nounOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return withArticle(typeof value);
  return Array.isArray(value) ? "an array" : Object.getPrototypeOf(value) === Object.prototype ? "an object" : withArticle(kindOf(value));
}
