// Checks of navigation: where assets and resources are named, who calls whom. Text in, text out.
import { mentionsOf } from "../../server/analysis/index.js";
import { fixture } from "./fixture.js";

/** Every mention of a key: `kind written says: the line, the name in «»`, and the asset in whose declaration it stands. */
export function mentionsIn(text: string, key: string): string[] {
  const { project, texts } = fixture(text);
  return mentionsOf(project, key).map((mention) => {
    const { kind, written, says, asset, parts } = mention;
    const source = texts.get(mention.place.file) ?? "";
    const marked = [...parts]
      .sort((a, b) => b.start - a.start)
      .filter(({ file }) => file === mention.place.file)
      .reduce((whole, { start, end }) => `${whole.slice(0, start)}«${whole.slice(start, end)}»${whole.slice(end)}`, source);
    const line = marked.slice(marked.lastIndexOf("\n", mention.place.start) + 1).split("\n")[0] ?? "";
    return `${kind} ${written} ${says}${asset ? ` in ${asset.key}` : ""}: ${line.trim()}`;
  });
}
