// Types of parameters, renaming and canceling, in a real VS Code.
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { editorSession } from "../driver/session.js";
import { until } from "../driver/until.js";

const session = editorSession();
const assets = "src/assets.ts";
const trouble = "src/trouble.ts";

test("a type that does not fit the upstream asset is squiggled with TypeScript's reason", () =>
  session.withProject(
    "mismatch",
    assets,
    async ({ editor }) => {
      await editor.waitForLens("▶ Materialize");
      const problem = await editor.problem("type-mismatch");
      await expect.poll(() => problem.textContent()).toContain("sales");
      await editor.screenshot("06-type-mismatch");
    },
    (project) => project.write(assets, project.read(assets).replace("sales: Sale[]", "sales: { bread: number; loaves: number }[]")),
  ));

test("F2 renames an asset everywhere and offers to move what is stored; an ordinary name is TypeScript's to rename", () =>
  session.withProject("rename", assets, async ({ editor, project }) => {
    await editor.waitForLens("▶ Materialize");
    const declared = project.find(assets, "prices = asset");
    await editor.clickLens(declared.line, "▶ Materialize");
    await editor.waitForLens(/✓ just now/);
    await editor.rename(declared.line, declared.column + 2, "price_list");
    await until("the parameter has the new name", async () => project.read(assets).includes("price_list: Record<string, number>"));
    expect(project.read(assets)).toContain("price_list[sale.bread]");
    const offer = editor.notification("prices is now price_list.").first();
    await offer.waitFor();
    await editor.screenshot("24-renamed");
    await offer.getByText("Move", { exact: true }).click();
    await until("the value lies under the new name", async () => existsSync(`${project.folder}/data/price_list.json`));
    await until("nothing lies under the old one", () => !existsSync(`${project.folder}/data/prices.json`));

    const local = project.find(assets, "best = revenue");
    await editor.rename(local.line, local.column + 1, "finest");
    await until("the local has the new name", async () => (await editor.textOfLine(local.line)).includes("finest = revenue"));
    await expect.poll(() => editor.textOfLine(local.line + 1)).toContain("best: finest?.bread");
  }));

test("a run can be canceled, and says so", () =>
  session.withProject("cancel", trouble, async ({ editor, project }) => {
    await editor.waitForLens("▶ Materialize");
    await editor.goTo(project.find(trouble, "sourdough = asset").line, "export const so".length);
    await editor.command("Millrace: Materialize asset");
    await editor.waitForLens(/● running/);
    await editor.status().filter({ hasText: "0/1" }).waitFor();
    await editor.screenshot("14-running");
    await editor.status().click();
    await editor.waitForLens("canceled");
    await editor.screenshot("15-canceled");
  }));
