// The first steps in a German VS Code.
import { test } from "vitest";
import { editorSession } from "../driver/session.js";
import { openSideBar, view } from "../driver/side-bar.js";

const session = editorSession({ language: "de" });

test("the first steps and the empty views are German", () =>
  session.withEmptyFolder("german-empty", async ({ editor }) => {
    await openSideBar(editor);
    await view(editor, "Assets").getByRole("button", { name: "Projekt einrichten" }).waitFor();
    await view(editor, "Läufe").getByText("Es gibt noch keine Läufe.").waitFor();
    await view(editor, "Assets").getByText("was Millrace ist").click();
    const { page } = editor;
    await page.locator(".getting-started-step", { hasText: "Den gespeicherten Wert ansehen" }).first().waitFor();
    // Each language has its own page for this step.
    const told = page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame").getByText("Ein Projekt");
    await told.first().waitFor();
    await editor.screenshot("94-german-first-steps");
  }));
