// Limits for code that reads input from outside: whatever the input, it must return a value or a clear error, quickly and with little
// memory.
import { expect } from "vitest";
import { generator, type Random, roundSeed } from "./random.js";
import { watchdog } from "./watchdog.js";

const MB = 1 << 20;
/** In milliseconds, for a slow and busy machine. */
const SOON = 20_000;

const CLASSES = [
  ...["ArrayBuffer", "Array", "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array"],
  ...["Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array"],
];

type Globals = Record<string, new (...args: unknown[]) => object>;

/**
 * The result of `work`: a value, or the error it threw. Fails if it takes long, allocates too much at once, throws an unclear error, or
 * changes prototypes.
 */
export async function bounded(input: { readonly byteLength: number }, work: () => unknown, told: string): Promise<unknown> {
  const most = 64 * MB + 20 * input.byteLength;
  const asked: string[] = [];
  const restore = watchAllocations(most, asked);
  const started = performance.now();
  let outcome: unknown;
  try {
    outcome = await work();
  } catch (error) {
    expect(error, told).toBeInstanceOf(Error);
    expect((error as Error).message, told).toMatch(/\S/);
    outcome = error;
  } finally {
    restore();
  }
  expect(asked, `${told}: more than ${Math.round(most / MB)} MB at once`).toEqual([]);
  expect(performance.now() - started, `${told}: milliseconds`).toBeLessThan(SOON);
  expect(prototypeKeys(), told).toEqual(CLEAN);
  return outcome;
}

/**
 * Intercepts allocations by size and refuses those that are too large. Allocations of the engine itself, as in `v8.deserialize`, are not
 * seen.
 */
function watchAllocations(most: number, asked: string[]): () => void {
  const globals = globalThis as unknown as Globals;
  const before = CLASSES.map((name) => [name, globals[name] as Globals[string]] as const);
  for (const [name, Class] of before) {
    const each = name === "Array" ? 8 : ((Class as unknown as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1);
    globals[name] = new Proxy(Class, {
      construct(target, args: unknown[], newTarget) {
        const [size] = args;
        // A sparse array with a great length needs no memory.
        const isSparse = name === "Array" && typeof size === "number" && size > 32 * MB;
        if (typeof size === "number" && args.length === 1 && size * each > most && !isSparse) {
          asked.push(`new ${name}(${size})`);
          throw new RangeError(`${name} of ${size} is too large`);
        }
        return Reflect.construct(target, args, newTarget === globals[name] ? target : newTarget) as object;
      },
    });
  }
  return () => {
    for (const [name, Class] of before) globals[name] = Class;
  };
}

const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype, Map.prototype, Error.prototype];

function prototypeKeys(): string {
  return PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).map(String).join()).join("\n");
}

const CLEAN = prototypeKeys();

/** Large numbers that files declare as sizes, without the data. */
const HUGE = [0xff_ff_ff_ff, 0x7f_ff_ff_ff, 0x80_00_00_00, 0x10_00_00_00, 0x01_00_00_00, 0xff_ff, 0x7f, 0];

/** Damages bytes: some are flipped, overwritten with a large number, cut off, doubled or filled. */
export function hurt(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const at = () => random(Math.max(1, copy.length));
  const view = new DataView(copy.buffer);
  switch (random(8)) {
    case 0:
      return copy.slice(0, at());
    case 1: {
      const [from, to] = [at(), at()].sort((a, b) => a - b) as [number, number];
      return Uint8Array.from([...copy.subarray(0, to), ...copy.subarray(from)]);
    }
    case 2:
      copy.fill(random(256), at(), at() + random(9));
      return copy;
    case 3: {
      const place = at();
      if (place + 4 <= copy.length) view.setUint32(place, HUGE[random(HUGE.length)] as number, random(2) === 0);
      return copy;
    }
    case 4: {
      // Numbers of variable length, as Thrift, V8 and Protocol Buffers write them.
      const place = at();
      const number = Array.from({ length: 1 + random(9) }, (_, nth, length = 9) => (nth === length ? 0x7f : 0xff));
      return Uint8Array.from([...copy.subarray(0, place), ...number, 0x0f, ...copy.subarray(place + random(3))]);
    }
    default:
      for (let flips = 1 + random(4); flips > 0 && copy.length > 0; flips--) {
        const place = at();
        copy[place] = (copy[place] as number) ^ (1 << random(8));
      }
      return copy;
  }
}

/**
 * Calls a reader with samples, which it must read, and then with damaged ones. A failure prints the number of the trial, which reproduces
 * it.
 */
export async function tryDoor(
  samples: readonly Uint8Array[],
  count: number,
  door: (bytes: Uint8Array) => unknown,
  only: string | undefined = process.env.MILLRACE_TRIAL,
): Promise<void> {
  for (const [at, sample] of samples.entries())
    expect(await bounded(sample, () => door(sample), `sample ${at}`), `sample ${at}`).not.toBeInstanceOf(Error);
  const watching = watchdog();
  for (let trial = 0; trial < count; trial++) {
    if (only !== undefined && trial !== Number(only)) continue;
    watching.begins(trial);
    const random = generator(20_261_130 + trial * 7919);
    for (let warm = 0; warm < 8; warm++) random(2);
    let bytes = samples[random(samples.length)] as Uint8Array;
    for (let times = 1 + random(3); times > 0; times--) bytes = hurt(bytes, random);
    await bounded(bytes, () => door(bytes), `MILLRACE_SEED=${roundSeed} MILLRACE_TRIAL=${trial}`);
  }
  await watching.stop();
}
