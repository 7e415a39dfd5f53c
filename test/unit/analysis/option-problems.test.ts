// Options that a run would refuse, such as invalid retries, and resources that no asset uses.
import { test } from "vitest";
import { checkProblems } from "../../support/check.js";

const IMPORT = 'import { asset, externalAsset, MaterializeResult, type AssetContext, type Relation, type Table } from "millrace";';

test("invalid-options: retries that are none", () => {
  checkProblems(`
${IMPORT}
export const a = asset({ retry: { maxRetries: -1 } }, () => 1);
                                              ^^ invalid-options: \`maxRetries\` is a whole number from 0.
export const b = asset({ retry: { maxRetries: 1.5, delay: -2 } }, () => 1);
                                              ^^^ invalid-options: \`maxRetries\` is a whole number from 0.
                                                          ^^ invalid-options: \`delay\` is a number of seconds from 0.
export const c = asset({ retry: { maxRetries: 2, delay: 0.5, backoff: "LINEAR" } }, () => 1);
export const d = asset({ retry: { backoff: "LINEAR" } }, () => 1);
                                           ^^^^^^^^ invalid-options: \`backoff\` and \`jitter\` need a \`delay\`.
`);
});

test("invalid-options: a resource that is made on demand, and nobody demands", () => {
  const config = (more: string) => `import { Definitions, FilesystemIOManager, resource } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets, resources: { io_manager: new FilesystemIOManager({ baseDir: "data" }), db: resource({}, () => ({ name: "db" })), plain: { name: "p" }${more} } });
`;
  const text = `${IMPORT}
export const a = asset((context) => context.resources.db.name);
                                                      ^^ invalid-options: The resource "db" is created only for assets that require it, and no option says that "a" requires it. Add requiredResourceKeys: ["db"] to its options.
export const b = asset({ requiredResourceKeys: ["db"] }, (context) => context.resources.db.name);
export const c = asset((context) => context.resources.plain.name);
`;
  checkProblems(text, { config: config("") });
  // Only executing the code determines the list's content. The second list contains another asset.
  checkProblems(
    `${IMPORT}
declare const names: string[];
export const a = asset({ requiredResourceKeys: names }, (context) => context.resources.db.name);
export const b = asset({ requiredResourceKeys: ["plain"] }, (context) => context.resources.db.name);
                                                                                           ^^ invalid-options: The resource "db" is created only for assets that require it, and no option says that "b" requires it. Add requiredResourceKeys: ["db"] to its options.
`,
    { config: config("") },
  );
  const quiet = text.replace(/^ +\^.*\n/m, "");
  checkProblems(quiet, { config: config(', api: resource({ requiredResourceKeys: ["db"] }, ({ resources }) => resources.db)') });
});

test("invalid-options: a folder of assetsFrom where no module is", () => {
  const config = (folder: string, below = "") => `
//- /millrace.config.ts
import { assetsFrom, Definitions } from "millrace";
export default new Definitions({ assets: [assetsFrom("./src"), assetsFrom("${folder}")] });
${below}//- /src/more/assets.ts
${IMPORT}
export const a = asset(() => 1);
//- /empty/readme.md
None.
`;
  const caret = " ".repeat('export default new Definitions({ assets: [assetsFrom("./src"), assetsFrom('.length);
  const remedy = "Correct the path, which is relative to the folder of millrace.config.ts, or create a file with assets there.";
  checkProblems(config("./src/more"));
  checkProblems(config("./scr", `${caret}^^^^^^^ invalid-options: assetsFrom finds no module in "./scr". ${remedy}\n`));
  checkProblems(config("./empty", `${caret}^^^^^^^^^ invalid-options: assetsFrom finds no module in "./empty". ${remedy}\n`));
  const said = 'assetsFrom finds no module in "src\\more", because the path has backslashes. Write "src/more", also on Windows.';
  checkProblems(config("src\\\\more", `${caret}^^^^^^^^^^^ invalid-options: ${said}\n`));
});
