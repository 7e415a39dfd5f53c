// Exports the graph as a picture that looks the same outside the page: all colors and fonts are part of it.
import type { PictureFormat } from "../runtime/contract/graph.js";
import type { Drawing } from "./draw.js";

const namespace = "http://www.w3.org/2000/svg";
const margin = 24;
/** The largest width or height in pixels that a canvas supports everywhere. */
const mostPixels = 8_000;

/** Characters that XML cannot represent. An error message may contain any character. */
const noXml = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** The style properties that affect a shape. The rest of the style is only for the page. */
const properties = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
] as const;

/** Returns SVG as text, and PNG as base64. */
export async function pictureOf(drawing: Drawing, format: PictureFormat): Promise<string> {
  const { text, width, height } = drawing.whole(() => svgOf(drawing.element));
  return format === "svg" ? text : png(text, width, height);
}

function svgOf(svg: SVGSVGElement): { text: string; width: number; height: number } {
  const plane = svg.querySelector<SVGGElement>("g.plane") as SVGGElement;
  const box = plane.getBBox();
  const [x, y, width, height] = [box.x - margin, box.y - margin, box.width + margin * 2, box.height + margin * 2].map(Math.round) as [
    number,
    number,
    number,
    number,
  ];
  const picture = document.createElementNS(namespace, "svg");
  for (const [name, value] of Object.entries({ xmlns: namespace, width, height, viewBox: `${x} ${y} ${width} ${height}` }))
    picture.setAttribute(name, String(value));
  const ground = document.createElementNS(namespace, "rect");
  for (const [name, value] of Object.entries({ x, y, width, height, fill: getComputedStyle(document.body).backgroundColor }))
    ground.setAttribute(name, String(value));
  const defs = styled(svg.querySelector("defs") as SVGDefsElement);
  defs.querySelector("pattern")?.remove();
  const copy = styled(plane);
  copy.removeAttribute("transform");
  picture.append(defs, ground, copy);
  return { text: new XMLSerializer().serializeToString(picture).replace(noXml, ""), width, height };
}

/** A copy with the computed style as attributes, without elements that only the page needs. */
function styled<T extends SVGElement>(original: T): T {
  const copy = original.cloneNode(true) as T;
  const [from, to] = [
    [original, ...original.querySelectorAll("*")],
    [copy, ...copy.querySelectorAll("*")],
  ];
  to.forEach((element, index) => {
    const source = from[index] as Element;
    const style = getComputedStyle(source);
    for (const name of properties) {
      const value = style.getPropertyValue(name);
      if (value !== "" && value !== "normal") element.setAttribute(name, value);
    }
    for (const name of ["class", "tabindex", "role", "aria-label", "aria-hidden", "aria-current", "aria-expanded"])
      element.removeAttribute(name);
    for (const { name } of [...element.attributes]) if (name.startsWith("data-")) element.removeAttribute(name);
  });
  const unseen = from.map((source, index) => [source as Element, to[index] as Element] as const);
  for (const [source, element] of unseen) if (source.matches("g.hits, g.run, g.mores, rect.halo")) element.remove();
  return copy;
}

async function png(text: string, width: number, height: number): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  // Twice the resolution of the screen, so that the picture can be enlarged.
  const scale = Math.min(2, mostPixels / width, mostPixels / height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png").slice("data:image/png;base64,".length);
}
