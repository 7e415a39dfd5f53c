// A value that code changes through another name is unknown. A value that is only copied or listed stays known.
import { expect, test } from "vitest";
import { problemsOf } from "../../support/check.js";
import { fixture } from "../../support/fixture.js";

const ASSETS = `import { asset, type AssetContext } from "millrace";
export const a = asset((context: AssetContext<any>): number => context.resources.lake.size);
`;
const config = (code: string, resources = "io") => `import { Definitions, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";
const io: any = { io_manager: new FilesystemIOManager({ baseDir: "data" }) };
${code}
export default new Definitions({ assets, resources: ${resources} });
`;
const codesOf = (code: string, resources?: string) =>
  problemsOf(fixture(ASSETS, { config: config(code, resources) })).map((each) => each.code);

test.each([
  "const same = io; same.lake = 1;",
  "const same = io satisfies object; same.lake = 1;",
  "const same = io; const again = same; again.lake = 1;",
  "const list = [io]; list[0].lake = 1;",
  "const list = [io]; for (const each of list) each.lake = 1;",
  "const holder = { io }; holder.io.lake = 1;",
  "const holder = { inner: { io } }; holder.inner.io.lake = 1;",
  "class Filler { constructor(readonly into: any) {} fill() { this.into.lake = 1; } }\nnew Filler(io).fill();",
  "for (io.lake of [1]);",
  "const holder = { io }; const { io: taken } = holder; taken.lake = 1;",
  "const holder = { inner: { io } }; const { inner: { io: taken } } = holder; taken.lake = 1;",
  "const list = [io]; const [first] = list; first.lake = 1;",
  "const holder = { io }; const { ...rest } = holder; rest.io.lake = 1;",
  "const get = () => io; get().lake = 1;",
  "function get(fresh: boolean) { if (fresh) return {}; const held = io; return held; }\n(get(false) as any).lake = 1;",
  "const get = () => ({ io }); get().io.lake = 1;",
  "const list = [io]; function fill(all: any[]) { all[0].lake = 1; }\nfill(list);",
])("resources that are changed by another name are open: %s", (code) => {
  expect(codesOf(code)).toEqual([]);
});

test("what a rest pattern gives is changed by another name", () => {
  expect(codesOf('const { ...rest } = io; const same = rest; same["lake"] = 1;', "rest")).toEqual([]);
});

test.each([
  "const same = io;",
  "const list = [io]; list.push({});",
  "const copy = { ...io }; copy.lake = 1;",
  "const copies = [...[io]]; copies.push({});",
  "let same = io; same = {};",
  "const make = () => ({}) as any; make().lake = 1;",
  "const get = () => io; { const get = () => ({}) as any; get().lake = 1; }",
])("resources that stay as they are are known: %s", (code) => {
  expect(codesOf(code)).toEqual(["unknown-resource"]);
});
