// One VS Code page and the actions of a user in it: files, lenses, hovers, problems, commands, the graph panel, screenshots.
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { BrowserContext, Frame, FrameLocator, Locator, Page } from "playwright-core";
import type { EditorServer } from "./server.js";
import { clearWindow, startAnew } from "./settings.js";
import { patience, succeeds, until } from "./until.js";

export class Editor {
  private constructor(
    readonly page: Page,
    private readonly server: Pick<EditorServer, "version">,
    readonly folder: string,
  ) {}

  /** Opens a folder with one file in a new browser tab. Returns when the file's text is shown. */
  static async open(context: BrowserContext, server: EditorServer, folder: string, file: string): Promise<Editor> {
    const page = await newPage(context);
    const authority = `localhost:${server.port}`;
    const payload = JSON.stringify([["openFile", `vscode-remote://${authority}${folder}/${file}`]]);
    await page.goto(`http://${authority}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(payload)}`, {
      waitUntil: "commit",
    });
    await page.locator(".editor-instance .view-line").first().waitFor();
    return new Editor(page, server, folder);
  }

  /** Opens a folder without a file. Returns when its files are listed. */
  static async openFolder(context: BrowserContext, server: EditorServer, folder: string): Promise<Editor> {
    const page = await newPage(context);
    await page.goto(`http://localhost:${server.port}/?folder=${encodeURIComponent(folder)}`, { waitUntil: "commit" });
    await page.locator(".part.sidebar .explorer-folders-view").waitFor();
    return new Editor(page, server, folder);
  }

  /** Opens an address that names a file, in a window without a server. Returns when the file's text is shown. */
  static async openAddress(context: BrowserContext, server: Pick<EditorServer, "version">, address: string): Promise<Editor> {
    const page = await newPage(context);
    await page.goto(address, { waitUntil: "commit" });
    await page.locator(".editor-instance .view-line").first().waitFor();
    return new Editor(page, server, "");
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  /** Reloads the window like the command does, which restores what was open. */
  async reopenWindow(): Promise<void> {
    await this.page.evaluate(() => {
      // What the address opens would replace what was open.
      const address = new URL(location.href);
      address.searchParams.delete("payload");
      history.replaceState(null, "", address);
      Object.assign(window, { before: true });
    });
    await this.command("Developer: Reload Window");
    await until("the window is another", () => this.page.evaluate(() => !("before" in window)).catch(() => false));
  }

  /** A screenshot of the whole window, stored in screenshots/<version>. */
  async screenshot(name: string): Promise<void> {
    const folder = path.resolve("test/editor/screenshots", this.server.version.vscode);
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `${name}.png`) });
  }

  /** Runs a command from the palette by its full title. */
  async command(title: string): Promise<void> {
    await until(`the palette runs ${title}`, async () => {
      await this.search(title);
      return this.choosesRow(title);
    });
  }

  /**
   * Clicks the row with this title, with or without its category, or with this English title. The row is found and clicked in one turn of
   * the page, because late and recently used commands move the other rows.
   */
  private async choosesRow(title: string): Promise<boolean> {
    // Compares the full title: in a longer title, the matched part is a separate element.
    const names = this.page.locator(".quick-input-widget:visible .quick-input-list .monaco-list-row .label-name");
    if (!(await succeeds(names.filter({ hasText: title }).first().waitFor({ timeout: 5_000 })))) return false;
    return names.evaluateAll((all, wanted) => {
      const name = all.find(({ textContent }) => textContent === wanted || textContent?.endsWith(`: ${wanted}`));
      (name as HTMLElement | undefined)?.click();
      return name !== undefined;
    }, title);
  }

  /** Opens the palette and searches for a command. A page that has just received the focus may drop the key or take the focus back. */
  private async search(title: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget:visible input[type="text"]');
    await until("the palette is open", async () => {
      await this.page.keyboard.press("F1");
      return (await succeeds(input.waitFor({ timeout: 2_000 }))) && (await succeeds(input.fill(`>${title}`, { timeout: 2_000 })));
    });
  }

  /** True when the palette offers the command. */
  async offersCommand(title: string): Promise<boolean> {
    await this.search(title);
    const rows = this.page.locator(".quick-input-widget .quick-input-list .monaco-list-row");
    await rows.first().waitFor();
    const offered = (await rows.filter({ hasText: title }).count()) > 0;
    await this.page.keyboard.press("Escape");
    return offered;
  }

  /** Resets the window: no editor, no panel, no notification, the explorer in the side bar. Unsaved changes are lost. */
  async clear(): Promise<void> {
    const notSaved = this.page.locator(".monaco-dialog-box").getByRole("button", { name: "Don't Save" });
    await until("no editor is open", async () => {
      await this.page.keyboard.press("Escape");
      await this.page.keyboard.press(clearWindow);
      return succeeds(
        until(
          "the tabs are gone",
          async () => {
            if (await notSaved.isVisible()) await notSaved.click();
            return (await this.page.locator(".part.editor .tab").count()) === 0;
          },
          5_000,
        ),
      );
    });
  }

  /** Restarts our language server, so that it has no earlier state, and opens a file. */
  async startAnew(file: string): Promise<void> {
    await this.quickOpen(startAnew, file);
  }

  async openFile(file: string): Promise<void> {
    await this.quickOpen("Control+p", file);
  }

  /** Presses the key until VS Code asks for a file, and enters its name. */
  private async quickOpen(key: string, file: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget:visible input[type="text"]');
    const name = path.basename(file);
    const row = this.page.locator(".quick-input-widget .quick-input-list .monaco-list-row", { hasText: name }).first();
    await until(`VS Code asks for a file, and opens ${file}`, async () => {
      await this.page.keyboard.press(key);
      return (
        (await succeeds(input.fill(file, { timeout: 5_000 }))) &&
        (await succeeds(row.click({ timeout: 5_000 }))) &&
        (await succeeds(this.tab(name).waitFor({ timeout: 5_000 })))
      );
    });
  }

  tab(name: string): Locator {
    return this.page.locator(`.tab[data-resource-name="${name}"]`);
  }

  /** Focuses the active editor and moves the cursor. The line must have this column. */
  async goTo(line: number, column = 1): Promise<void> {
    const input = this.page.locator('.quick-input-widget:visible input[type="text"]');
    // "Ln 3, Col 7" in any language.
    const position = this.page
      .locator('.statusbar-item[id="status.editor.selection"]')
      .filter({ hasText: new RegExp(`\\D${line}\\D+${column}$`) });
    await until(`the cursor is sent to ${line}:${column}`, async () => {
      // A page that has just received the focus may drop the key. A box that has just opened may clear what is typed.
      await this.page.keyboard.press("Control+g");
      return (
        (await succeeds(input.fill(`:${line}:${column}`, { timeout: 2_000 }))) &&
        (await succeeds(input.press("Enter", { timeout: 2_000 }))) &&
        (await succeeds(input.waitFor({ state: "hidden", timeout: 2_000 }))) &&
        (await succeeds(position.waitFor({ timeout: 2_000 })))
      );
    });
  }

  /** Replaces the text of the file. It is inserted, because auto-closing brackets would change typed text. */
  async replaceAll(text: string): Promise<void> {
    await this.command("View: Focus Active Editor Group");
    await this.page.keyboard.press("Control+a");
    await this.page.keyboard.insertText(text);
    await this.page.locator(".tab.dirty").waitFor();
  }

  async insert(text: string): Promise<void> {
    await this.page.keyboard.insertText(text);
    await this.page.locator(".tab.dirty").waitFor();
  }

  async save(): Promise<void> {
    await this.page.locator(".tab.dirty").waitFor();
    await this.page.keyboard.press("Control+s");
    await this.page.locator(".tab.dirty").waitFor({ state: "detached" });
  }

  /**
   * A code lens by its text. Lenses are rebuilt at each change, so wait on the locator instead of counting. For a file that was open
   * before, VS Code shows the old lenses until it has new ones. The old ones cannot be clicked and are ignored.
   */
  lens(text: string | RegExp): Locator {
    const row = ".codelens-decoration:has(a)";
    return this.page.locator(`${row} a, ${row} span`).filter({ hasText: text });
  }

  async waitForLens(text: string | RegExp): Promise<Locator> {
    const lens = this.lens(text).filter({ visible: true }).first();
    await lens.waitFor();
    return lens;
  }

  /** The lens with `text` directly above a visible line. */
  lensAbove(line: number, text: string): Promise<Locator> {
    return until(`a lens "${text}" above line ${line}`, () => this.lensNowAbove(line, text));
  }

  private async lensNowAbove(line: number, text: string): Promise<Locator | undefined> {
    const number = this.page.locator(".line-numbers").getByText(String(line), { exact: true }).first();
    const bottom = (await number.boundingBox())?.y ?? 0;
    for (const lens of await this.lens(text).all()) {
      const top = (await lens.boundingBox().catch(() => null))?.y;
      if (top !== undefined && top < bottom && bottom - top < 30) return lens;
    }
    return undefined;
  }

  /**
   * Clicks the lens above a line until `effect` shows that the click worked: a lens that is redrawn during the click loses it. If an
   * earlier click works late, the lens may have disappeared.
   */
  async clickLens(line: number, text: string, effect: Locator = this.lens(/● |✓|✗/)): Promise<void> {
    let isClicked = false;
    await until(`a click on "${text}" above line ${line} counts`, async () => {
      const lens = await this.lensNowAbove(line, text);
      if (lens !== undefined) isClicked = (await succeeds(lens.click({ timeout: 5_000 }))) || isClicked;
      return isClicked && succeeds(effect.first().waitFor({ timeout: lens === undefined ? 100 : 10_000 }));
    });
  }

  /**
   * Opens the hover at a position with the keyboard until one hover contains all of `texts`, and returns it. A lens that appears moves the
   * lines and closes the hover: its old text is still in the page then, and the hover is opened again.
   */
  async hover(line: number, column: number, ...texts: (string | RegExp)[]): Promise<Locator> {
    const containing = (boxes: string) => texts.reduce((found, hasText) => found.filter({ hasText }), this.page.locator(boxes)).first();
    const box = containing(".monaco-hover:visible");
    await until(`a hover at ${line}:${column} with ${texts.join(" and ")}`, async () => {
      await this.goTo(line, column);
      await this.page.keyboard.press("Control+k");
      await this.page.keyboard.press("Control+i");
      if (await succeeds(box.waitFor({ timeout: 2_000 }))) return true;
      const isClosed = (await containing(".monaco-hover").count()) > 0;
      return !isClosed && succeeds(box.waitFor({ timeout: 15_000 }));
    });
    return box;
  }

  /** Shows the Problems panel. Its key would hide a visible panel, and a page that has just received the focus may drop the key. */
  private async showProblems(): Promise<void> {
    const panel = this.page.locator(".markers-panel-container").first();
    await until("the Problems panel is shown", async () => {
      if (await panel.isVisible()) return true;
      await this.page.keyboard.press("Control+Shift+M");
      return succeeds(panel.waitFor({ timeout: 2_000 }));
    });
  }

  /** Rows of the Problems panel whose accessible text contains `text`. */
  async problem(text: string): Promise<Locator> {
    await this.showProblems();
    const row = this.page.locator(".markers-panel-container .monaco-list-row").filter({ hasText: text }).first();
    await row.waitFor();
    return row;
  }

  async noProblem(text: string): Promise<void> {
    await this.showProblems();
    await this.page.locator(".markers-panel-container .monaco-list-row").filter({ hasText: text }).waitFor({ state: "detached" });
  }

  /** Opens the quick fixes at the cursor and applies the one that contains `text`. */
  async quickFix(text: string): Promise<void> {
    const choice = this.page.locator(".action-widget:visible .monaco-list-row", { hasText: text }).first();
    await until(`a quick fix with ${text}`, async () => {
      await this.page.keyboard.press("Control+.");
      return choice.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => this.page.keyboard.press("Escape").then(() => false),
      );
    });
    // Older versions block clicks on the menu until the mouse moves.
    await choice.hover({ force: true });
    await choice.click();
  }

  /** Renames the symbol at a position, and saves. */
  async rename(line: number, column: number, name: string): Promise<void> {
    const input = this.page.locator(".rename-box input:visible, input.rename-input:visible").first();
    await until(`a rename at ${line}:${column}`, async () => {
      await this.goTo(line, column);
      await this.page.keyboard.press("F2");
      return succeeds(input.waitFor({ timeout: 4_000 }));
    });
    await input.fill(name);
    await this.page.keyboard.press("Enter");
    await input.waitFor({ state: "hidden" });
    await this.page
      .locator(".tab.dirty")
      .waitFor({ timeout: 3_000 })
      .catch(() => undefined);
    await this.command("File: Save All Files");
    await this.page.locator(".tab.dirty").waitFor({ state: "detached" });
  }

  /** The text of a visible line, as drawn. */
  async textOfLine(line: number): Promise<string> {
    const top = await this.page
      .locator(".margin-view-overlays > div", { has: this.page.locator(`.line-numbers:text-is("${line}")`) })
      .first()
      .evaluate((element) => (element as HTMLElement).style.top);
    const text = await this.page
      .locator(".editor-instance .view-line")
      .evaluateAll((lines, at) => lines.find((one) => (one as HTMLElement).style.top === at)?.textContent ?? "", top);
    return text.replaceAll("\u00a0", " ");
  }

  squiggle(kind: "error" | "warning"): Locator {
    return this.page.locator(`.squiggly-${kind}`);
  }

  /** Our item in the status bar. */
  status(): Locator {
    return this.page.locator('.statusbar-item[id="millrace.millrace-vscode.millrace.status"]');
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator(".notification-toast, .notifications-list-container .notification-list-item").filter({ hasText: text });
  }

  /** The graph page, after it has drawn the graph. */
  async graph(): Promise<FrameLocator> {
    const frame = this.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
    await frame.locator("body[data-ready]").waitFor();
    return frame;
  }

  /** The value page in the active tab. */
  async value(): Promise<Frame> {
    const isValue = (frame: Frame) => frame.locator("body[data-ready] #root header").isVisible();
    return until("a value is shown", async () => {
      for (const frame of this.page.frames()) if (await isValue(frame).catch(() => false)) return frame;
      return undefined;
    });
  }

  node(graph: FrameLocator, key: string): Locator {
    return graph.locator(`[data-key="${key}"]`);
  }
}

async function newPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  // Without a graphics card, VS Code's animations use a core that the tests need. The animations of our pages stay.
  await page.addInitScript(() => {
    if (window !== window.top) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("*, *::before, *::after { animation: none !important; transition: none !important; }");
    document.adoptedStyleSheets = [sheet];
  });
  return page;
}
