// Measures the width of a text, and shortens a text to a width.

let family: string | undefined;
const measuring = document.createElement("canvas").getContext("2d");
const widths = new Map<string, number>();

export function cut(text: string, room: number, weightAndSize: string): string {
  if (textWidth(text, weightAndSize) <= room) return text;
  let [fits, tooLong] = [1, text.length];
  while (tooLong - fits > 1) {
    const half = (fits + tooLong) >> 1;
    if (measure(`${text.slice(0, half)}…`, weightAndSize) <= room) fits = half;
    else tooLong = half;
  }
  return `${text.slice(0, fits)}…`;
}

/** Cached, because the same text is measured again after each result of a run. */
export function textWidth(text: string, weightAndSize: string): number {
  const id = `${weightAndSize} ${text}`;
  let width = widths.get(id);
  if (width === undefined) {
    if (widths.size > 20_000) widths.clear();
    width = measure(text, weightAndSize);
    widths.set(id, width);
  }
  return width;
}

function measure(text: string, weightAndSize: string): number {
  if (!measuring) return text.length * 7;
  // Read once: reading a computed style between two changes of the page forces a layout each time.
  family ??= getComputedStyle(document.body).fontFamily;
  measuring.font = `${weightAndSize} ${family}`;
  return measuring.measureText(text).width;
}
