// Numbers as the bars and the line of a small drawing. Pure.

export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** As high as their share of the highest; none so low that it is not seen, none wider than looks right. */
export function barsOf(values: readonly number[], width: number, height: number): Bar[] {
  const most = Math.max(1e-9, ...values);
  const step = Math.min(16, width / Math.max(1, values.length));
  return values.map((value, at) => {
    const high = Math.max(2, (value / most) * height);
    return { x: round(at * step), y: round(height - high), width: round(Math.max(1, step - 2)), height: round(high) };
  });
}

/** Over the middles of the bars; broken where there is no number, empty when there are fewer than two. */
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
