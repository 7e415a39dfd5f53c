// Opening only a folder inside a project.
import { test } from "vitest";
import { Editor } from "../driver/editor.js";
import { editorSession } from "../driver/session.js";

const session = editorSession();

test("a folder inside a project, opened by itself, belongs to the project above it", () =>
  session.withProject("opened-folder", "src/assets.ts", async ({ project }) => {
    const inner = await Editor.open(session.browser().context, session.server(), project.path("src"), "assets.ts");
    try {
      await inner.waitForLens("▶ Materialize");
      await inner.status().filter({ hasText: "7 assets" }).waitFor();
      const asset = project.find("src/assets.ts", "report = asset");
      await inner.hover(asset.line, asset.column + 2, "data/report.json");
      await inner.screenshot("95-opened-folder");
    } finally {
      await inner.close();
    }
  }));
