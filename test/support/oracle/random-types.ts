// Random pairs of types: a type, and the same type with a change or two, so that many pairs almost fit.
import { generator, pick, type Random } from "../random.js";
import type { Pair } from "./judged-project.js";

/** The types that the ones below refer to. A project puts them into a module, or into a file of global declarations. */
export const DECLARED = `
interface Row { id: number; name: string }
interface MoreRow extends Row { note?: string; tags: string[] }
type Plain = { id: number; name: string };
interface Tree { value: number; children: Tree[] }
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
interface Box<T> { value: T; other?: Box<T> }
type Result<T> = { ok: true; value: T } | { ok: false; error: string };
declare class Money { constructor(amount: number); amount: number; currency: "EUR" | "USD" }
declare class Hidden { private secret: number; shown: string }
declare enum Colour { Red = "red", Blue = "blue" }
declare enum Level { Low, High = 5 }
`;

const LEAVES = [
  ...["number", "string", "boolean", "bigint", "null", "Date", "'a'", "'b'", "1", "2", "true", "unknown", "any", "never", "object", "{}"],
  ...["Row", "MoreRow", "Plain", "Tree", "Json", "Money", "Hidden", "Colour", "Colour.Red", "Level", "Level.High", "Uint8Array", "symbol"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: these are template literal types.
  ...["`id-${number}`", "`${'x' | 'y'}-${string}`", "undefined", "RegExp", "Error", "keyof Row", "Row['name']", "Money['currency']"],
];
const NAMES = ["id", "name", "value", "tags", "ok", "kind", "amount"];

/** A type as a tree, so that a part can be changed. */
interface Shape {
  readonly text: (parts: readonly string[]) => string;
  readonly parts: readonly Shape[];
}

const leaf = (text: string): Shape => ({ text: () => text, parts: [] });

function shape(random: Random, depth: number): Shape {
  if (depth === 0 || random(4) === 0) return leaf(pick(LEAVES, random));
  const part = () => shape(random, depth - 1);
  const one = (text: (part: string) => string): Shape => ({ text: ([first = ""]) => text(first), parts: [part()] });
  const two = (text: (a: string, b: string) => string): Shape => ({ text: ([a = "", b = ""]) => text(a, b), parts: [part(), part()] });
  const kinds: readonly (() => Shape)[] = [
    () => one((each) => `(${each})[]`),
    () => two((a, b) => `[${a}, ${b}]`),
    () => two((a, b) => `[${a}, (${b})?]`),
    () => two((a, b) => `[${a}, ...(${b})[]]`),
    () => one((each) => `Record<string, ${each}>`),
    () => one((each) => `Partial<Record<'id' | 'name', ${each}>>`),
    () => one((each) => `{ [key: string]: ${each} }`),
    () => two((a, b) => `Map<${a}, ${b}>`),
    () => one((each) => `Set<${each}>`),
    () => one((each) => `Box<${each}>`),
    () => one((each) => `Result<${each}>`),
    () => one((each) => `Partial<Box<${each}>>`),
    () => one((each) => `Omit<Box<${each}>, 'other'>`),
    () => one((each) => `Pick<MoreRow, 'id' | 'note'> & { value: ${each} }`),
    () => one((each) => `NonNullable<${each}>`),
    () => two((a, b) => `(${a}) | (${b})`),
    () => two((a, b) => `(${a}) | (${b})`),
    () => two((a, b) => `(${a}) & (${b})`),
    () => object(random, part),
    () => object(random, part),
    () => object(random, part),
  ];
  return pick(kinds, random)();
}

function object(random: Random, part: () => Shape): Shape {
  const names = NAMES.filter(() => random(3) === 0);
  const marks = names.map(() => (random(3) === 0 ? "?" : ""));
  return {
    text: (parts) => `{ ${names.map((name, at) => `${name}${marks[at]}: ${parts[at]}`).join("; ")} }`,
    parts: names.map(part),
  };
}

function written({ text, parts }: Shape): string {
  return text(parts.map(written));
}

/** The same type with one part changed: replaced, widened, or without something. */
function changed(given: Shape, random: Random): Shape {
  if (given.parts.length > 0 && random(5) !== 0) {
    const at = random(given.parts.length);
    return { ...given, parts: given.parts.map((each, index) => (index === at ? changed(each, random) : each)) };
  }
  const around = (text: (inner: string) => string): Shape => ({ text: ([inner = ""]) => text(inner), parts: [given] });
  const ways: readonly (() => Shape)[] = [
    () => leaf(pick(LEAVES, random)),
    () => shape(random, 1),
    () => around((inner) => `(${inner}) | null`),
    () => around((inner) => `(${inner}) | undefined`),
    () => around((inner) => `(${inner}) | ${pick(LEAVES, random)}`),
    () => around((inner) => `Partial<${inner}>`),
    () => around((inner) => `Required<${inner}>`),
    () => around((inner) => `(${inner})[]`),
    () => around((inner) => `(${inner}) & { id: number }`),
    () => around((inner) => `Omit<${inner}, 'id'>`),
    () => given.parts[0] ?? leaf("string"),
  ];
  return pick(ways, random)();
}

/** `count` pairs. The same seed gives the same pairs. */
export function randomPairs(seed: number, count: number): readonly Pair[] {
  const random = generator(seed);
  return Array.from({ length: count }, () => {
    const given = shape(random, 3);
    let taken = given;
    for (let changes = random(3); changes >= 0; changes--) taken = changed(taken, random);
    const [a, b] = [written(given), written(taken)];
    return random(2) === 0 ? [a, b] : [b, a];
  });
}

/** Every type of a list against every other. */
export function allPairs(types: readonly string[]): readonly Pair[] {
  return types.flatMap((given) => types.map((taken): Pair => [given, taken]));
}
