// What comes out of the census: a JSON report, and a chart of licences as an SVG file.
import { type AssetContext, asset, MetadataValue } from "millrace";
import type { Dependent, License, Package } from "./packages.js";

interface Report {
  packages: number;
  licenses: Record<string, number>;
  most_needed: Dependent[];
}

/** The census in one JSON file. */
export const report = asset(
  { group: "report", kinds: ["json"] },
  (packages: Package[], licenses: License[], largest_dependents: Dependent[]): Report => {
    return {
      packages: packages.length,
      licenses: Object.fromEntries(licenses.map(({ license, packages: count }) => [license, count])),
      most_needed: largest_dependents,
    };
  },
);

/** The ten most common licences as an SVG bar chart. */
export const license_chart = asset(
  { group: "report", kinds: ["svg"], ioManagerKey: "charts" },
  (context: AssetContext, licenses: License[]): string => {
    const bars = licenses.slice(0, 10);
    const most = Math.max(1, ...bars.map(({ packages }) => packages));
    const rows = bars.map(({ license, packages }, index) => {
      const y = 44 + index * 26;
      const width = Math.max(2, Math.round((packages / most) * 420));
      return (
        `<text x="190" y="${y + 15}" text-anchor="end">${license.replace(/[<>&"]/g, "")}</text>` +
        `<rect x="200" y="${y}" width="${width}" height="20" rx="3" fill="#2f7f79"/><text x="${208 + width}" y="${y + 15}">${packages}</text>`
      );
    });
    const svg =
      `<svg xmlns="http://www.w3.org/2000/svg" width="700" height="${60 + bars.length * 26}" font-family="sans-serif" font-size="13">` +
      `<rect width="100%" height="100%" fill="white"/><text x="16" y="28" font-size="16">Licences of installed packages</text>${rows.join("")}</svg>`;
    context.addOutputMetadata({ chart: MetadataValue.md(`![licences](data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")})`) });
    return svg;
  },
);
