// Computes the bars and the line of a small chart. Pure.

export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Heights are proportional to the highest value. Every bar is high enough to be visible, and the width is limited. */
export function barsOf(values: readonly number[], width: number, height: number): Bar[] {
  const most = Math.max(1e-9, ...values);
  const step = Math.min(16, width / Math.max(1, values.length));
  return values.map((value, at) => {
    const high = Math.max(2, (value / most) * height);
    return { x: round(at * step), y: round(height - high), width: round(Math.max(1, step - 2)), height: round(high) };
  });
}

/** A line over the centres of the bars, with a gap where a number is missing. Empty if there are fewer than two numbers. */
export function lineOf(values: readonly (number | null)[], width: number, height: number, inset: number): string {
  const numbers = values.filter((value) => value !== null);
  if (numbers.length < 2) return "";
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const step = Math.min(16, width / Math.max(1, values.length));
  let path = "";
  let broken = true;
  values.forEach((value, at) => {
    if (value === null) {
      broken = true;
      return;
    }
    const share = most === least ? 0.5 : (value - least) / (most - least);
    path += `${broken ? "M" : "L"}${round(at * step + (step - 2) / 2)} ${round(height - inset - share * (height - inset * 2))}`;
    broken = false;
  });
  return path;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
