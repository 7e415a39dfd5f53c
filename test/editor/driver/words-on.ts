// Collects all texts of a page.
import type { Page } from "playwright-core";

/** Texts, labels for screen readers and tooltips. Elements that match `leave` are excluded. */
export function wordsOn(page: Page, leave = ""): Promise<string[]> {
  return page.evaluate((left) => {
    const found: string[] = [];
    const walk = (root: Node): void => {
      for (const child of root.childNodes) {
        if (child instanceof Text) found.push(child.data);
        if (!(child instanceof Element) || /^(script|style)$/i.test(child.localName)) continue;
        if (left !== "" && child.matches(left)) continue;
        for (const name of ["aria-label", "title", "placeholder", "alt"]) found.push(child.getAttribute(name) ?? "");
        // The toolkit's elements have their content in a shadow root.
        if (child.shadowRoot) walk(child.shadowRoot);
        walk(child);
      }
    };
    walk(document.body);
    return found.filter((words) => words.trim() !== "");
  }, leave);
}
