// For releases: the status of a JavaScript project.
import { expect, test } from "vitest";
import { languageStatus } from "../driver/language-views.js";
import { editorSession } from "../driver/session.js";

const session = editorSession();
const config = "millrace.config.ts";

test("a JavaScript file has the lenses, the commands and the status of a TypeScript file", () =>
  session.withProject(
    "javascript",
    "src/special.js",
    async ({ editor, project }) => {
      await editor.waitForLens("▶ Materialize");
      await languageStatus(editor, "Millrace: 8 assets");
      await editor.page.keyboard.press("Escape");
      await editor.page.locator('.editor-actions [aria-label*="Show asset graph"]').waitFor();
      const at = project.find("src/special.js", "special = asset");
      await editor.goTo(at.line, at.column + 2);
      await editor.command("Millrace: Materialize asset with upstream");
      await editor.waitForLens(/✓/);
      expect(project.read("data/special.json")).toContain("rye");
      await editor.goTo(at.line, at.column + 2);
      await editor.page.keyboard.press("Control+Alt+G");
      await editor.node(await editor.graph(), "special").waitFor();
      await editor.screenshot("47-javascript");
    },
    (project) => {
      project.write(
        "src/special.js",
        `// The day's special, in JavaScript.
import { asset } from "millrace";

/** Sold before all others. */
export const special = asset((/** @type {Record<string, number>} */ prices) => Object.keys(prices)[0] ?? "none");
`,
      );
      project.write("tsconfig.json", project.read("tsconfig.json").replace('"strict": true', '"allowJs": true,\n    "strict": true'));
      project.write(
        config,
        project
          .read(config)
          .replace("import * as trouble", 'import * as specials from "./src/special.js";\nimport * as trouble')
          .replace("assets: [assets, ", "assets: [assets, specials, "),
      );
    },
  ));
