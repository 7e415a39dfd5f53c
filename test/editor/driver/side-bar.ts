// Our views in the side bar, as a user finds and uses them.
import type { Locator } from "playwright-core";
import type { Editor } from "./editor.js";
import { cursorAt } from "./language-views.js";
import { succeeds, until } from "./until.js";

/** Opens our views by clicking their icon. */
export async function openSideBar({ page }: Editor): Promise<void> {
  const icon = page.locator(".activitybar .action-item", { has: page.locator('a[aria-label^="Millrace"]') });
  const shown = page.locator(".part.sidebar .composite.title", { hasText: "Millrace" });
  await until("the views of Millrace", async () => {
    await icon.first().click();
    return succeeds(shown.waitFor({ timeout: 3_000 }));
  });
}

/** The section of the side bar with a view's rows. */
export function view({ page }: Editor, name: string): Locator {
  return page.locator(".part.sidebar .pane", { has: page.locator(`.pane-header[aria-label^="${name}"]`) });
}

/** A row, by the beginning of its text for screen readers. */
export function row(editor: Editor, name: string, spoken: string): Locator {
  return view(editor, name).locator(`.monaco-list-row[aria-label^="${spoken}"]`).first();
}

/** Clicks a row until the cursor is at a place. A file that another window changed is reloaded after it opens, which moves the cursor. */
export async function follow(editor: Editor, clicked: Locator, place: { line: number; column: number }): Promise<void> {
  await until(`the row leads to ${place.line}:${place.column}`, async () => {
    await clicked.click();
    return succeeds(cursorAt(editor, place).waitFor({ timeout: 5_000 }));
  });
}

/** Clicks an entry of a row's menu until `effect` shows that the click worked: rows that are redrawn close their menu. */
export async function choose({ page }: Editor, of: Locator, entry: string, effect?: Locator): Promise<void> {
  const menu = page.locator(".monaco-menu:visible .action-label", { hasText: new RegExp(`^${entry}$`) }).first();
  // A menu ignores clicks for a moment after it opens.
  await until(`the menu entry ${entry}`, async () => {
    await of.click({ button: "right" });
    try {
      await menu.hover({ timeout: 3_000 });
      await menu.click({ timeout: 3_000 });
      await menu.waitFor({ state: "hidden", timeout: 2_000 });
      await effect?.waitFor({ timeout: 15_000 });
      return true;
    } catch {
      await page.keyboard.press("Escape");
      return false;
    }
  });
}
