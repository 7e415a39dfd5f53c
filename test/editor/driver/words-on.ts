// All the words of a page.
import type { Page } from "playwright-core";

/** Texts, and what is said aloud or when the mouse rests; what is inside of elements that match `leave` is left out. */
export function wordsOn(page: Page, leave = ""): Promise<string[]> {
  return page.evaluate((left) => {
    const found: string[] = [];
    const walk = (root: Node): void => {
      for (const child of root.childNodes) {
        if (child instanceof Text) found.push(child.data);
        if (!(child instanceof Element) || /^(script|style)$/i.test(child.localName)) continue;
        if (left !== "" && child.matches(left)) continue;
        for (const name of ["aria-label", "title", "placeholder", "alt"]) found.push(child.getAttribute(name) ?? "");
        // The toolkit's elements hold what they show inside.
        if (child.shadowRoot) walk(child.shadowRoot);
        walk(child);
      }
    };
    walk(document.body);
    return found.filter((words) => words.trim() !== "");
  }, leave);
}
