// A bar chart as an SVG data URI, small enough to travel as metadata.

/** The chart of `bars`, in order, as a `data:` URI for an image. */
export function barChart(title: string, bars: readonly (readonly [string, number])[]): string {
  const width = 720;
  const line = 22;
  const height = 48 + bars.length * line;
  const most = Math.max(1, ...bars.map(([, count]) => count));
  const rows = bars.map(([name, count], index) => {
    const y = 40 + index * line;
    const length = Math.round((count / most) * 500);
    return (
      `<text x="150" y="${y + 14}" text-anchor="end">${escaped(name)}</text>` +
      `<rect x="160" y="${y}" width="${length}" height="16" rx="3" fill="#4e79a7"/>` +
      `<text x="${168 + length}" y="${y + 14}">${count}</text>`
    );
  });
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="13">` +
    `<rect width="100%" height="100%" fill="white"/><text x="16" y="24" font-size="16">${escaped(title)}</text>${rows.join("")}</svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
