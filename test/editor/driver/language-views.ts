// What VS Code shows for language features: suggestions, peeks, trees, lists, the language status.
import type { Locator } from "playwright-core";
import type { Editor } from "./editor.js";
import { succeeds, until } from "./until.js";

/** What the status bar shows while the cursor is at a position. */
export function cursorAt({ page }: Editor, { line, column }: { line: number; column: number }): Locator {
  return page.locator('.statusbar-item[id="status.editor.selection"]').getByText(`Ln ${line}, Col ${column}`, { exact: true });
}

/** Selects `text`, which starts at a position and is within one line. */
export async function select(editor: Editor, at: { line: number; column: number }, text: string): Promise<void> {
  await editor.goTo(at.line, at.column);
  for (const _ of text) await editor.page.keyboard.press("Shift+ArrowRight");
}

/** Goes to a position and presses a key until `shown` appears. */
export async function press(editor: Editor, at: { line: number; column: number }, key: string, shown: Locator): Promise<void> {
  await until(`${key} at ${at.line}:${at.column} shows something`, async () => {
    await editor.page.keyboard.press("Escape");
    await editor.goTo(at.line, at.column);
    await editor.page.keyboard.press(key);
    return isShown(shown);
  });
}

/** The suggestions at the cursor as a screen reader reads them: the name and the text beside it. */
export async function suggestions(editor: Editor): Promise<string[]> {
  const rows = suggestionRows(editor);
  await until("suggestions", async () => {
    if (await rows.first().isVisible()) return true;
    await editor.page.keyboard.press("Control+Space");
    return isShown(rows.first());
  });
  return rows.evaluateAll((all) => all.map((row) => row.getAttribute("aria-label") ?? ""));
}

export function suggestionRows({ page }: Editor): Locator {
  return page.locator(".suggest-widget.visible .monaco-list-row");
}

/** The references that Shift+F12 lists at a position, each as the code around it. */
export async function references(editor: Editor, at: { line: number; column: number }): Promise<string[]> {
  const rows = editor.page.locator(".reference-zone-widget .monaco-list-row");
  await press(editor, at, "Shift+F12", rows.first());
  return texts(rows);
}

export function peek({ page }: Editor): Locator {
  return page.locator(".reference-zone-widget");
}

/** The tree of callers that Shift+Alt+H shows, row by row. */
export async function callers(editor: Editor, at: { line: number; column: number }, name: string): Promise<string[]> {
  const rows = editor.page.locator(".part.sidebar .monaco-list-row");
  await press(editor, at, "Shift+Alt+H", editor.page.locator(".part.sidebar .composite.title", { hasText: /callers of/i }));
  await until(`the callers of ${name}`, async () => {
    const [root, ...rest] = await texts(rows);
    return root?.startsWith(name) && rest.length > 0;
  });
  return texts(rows);
}

/** The results of Ctrl+T in the workspace. */
export async function symbols({ page }: Editor, name: string, wanted: string): Promise<string[]> {
  const rows = page.locator(".quick-input-widget .quick-input-list .monaco-list-row");
  await page.keyboard.press("Control+t");
  await page.locator('.quick-input-widget:visible input[type="text"]').fill(`#${name}`);
  await rows.filter({ hasText: wanted }).first().waitFor();
  return texts(rows);
}

/** Our row of the opened language status, when it contains `text`. */
export async function languageStatus({ page }: Editor, text: string): Promise<Locator> {
  const row = page.locator(".hover-language-status", { hasText: "Millrace" }).filter({ hasText: text }).first();
  await until(`the language status says ${text}`, async () => {
    await page.keyboard.press("Escape");
    await page.locator('.statusbar-item[id="status.languageStatus"]').click();
    return isShown(row);
  });
  return row;
}

function isShown(locator: Locator): Promise<boolean> {
  return succeeds(locator.waitFor({ timeout: 4_000 }));
}

/** Reads all rows at once, because a list may be redrawn in between. Normalizes spaces. */
function texts(rows: Locator): Promise<string[]> {
  return rows.evaluateAll((all) => all.map((row) => (row.textContent ?? "").replaceAll("\u00a0", " ")));
}
