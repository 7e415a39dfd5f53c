// A repository of several packages: a project that imports another package's TypeScript is read, checked, run and shown.
import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { type Layout, type Monorepo, monorepo } from "../../support/monorepo.js";
import { run } from "../../support/terminal.js";

let made: Monorepo | null = null;

afterEach(() => {
  if (made) rmSync(made.root, { recursive: true, force: true });
  made = null;
});

function build(layout: Layout): Monorepo {
  made = monorepo(layout);
  return made;
}

describe.each<Layout>(["hoisted", "linked"])("packages that are %s", (layout) => {
  test("are wired, checked, run and shown together", async () => {
    const { project } = build(layout);
    expect(await run(project, ["check"])).toMatchObject({ code: 0, out: expect.stringContaining("3 assets: no problems"), err: "" });
    const graph = JSON.parse((await run(project, ["graph", "--json"])).out) as {
      assets: { key: string; file: string; inputs: unknown[] }[];
    };
    expect(graph.assets.map(({ key }) => key).sort()).toEqual(["orders", "rates", "revenue"]);
    expect(graph.assets.find(({ key }) => key === "revenue")?.inputs).toMatchObject([{ asset: "orders" }, { asset: "rates" }]);
    expect(await run(project, ["materialize"])).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse((await run(project, ["show", "revenue", "--json"])).out)).toMatchObject({ value: 50 });
  });

  test("are checked against each other's types, and errors of the other's code name its own file", async () => {
    const { root, project } = build(layout);
    const shared = join(root, "packages/shared/src/assets.ts");
    writeFileSync(
      shared,
      'import { asset } from "millrace";\nexport const rates = asset((): string => { throw new Error("no rates"); });\n',
    );
    const checked = await run(project, ["check"]);
    expect(checked).toMatchObject({ code: 1, out: expect.stringContaining("type-mismatch") });
    writeFileSync(
      shared,
      'import { asset } from "millrace";\n\nexport const rates = asset((): Record<string, number> => {\n  throw new Error("no rates");\n});\n',
    );
    const failed = await run(project, ["materialize", "--json"]);
    const events = failed.out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string; assetKey?: string; error?: { place?: unknown } });
    const failure = events.find(({ type, assetKey }) => type === "STEP_FAILURE" && assetKey === "rates");
    expect(failure?.error?.place).toMatchObject({ file: expect.stringMatching(/shared\/src\/assets\.ts$/), line: 4 });
    appendFileSync(shared, 'import "not-there";\n');
    expect((await run(project, ["materialize"])).err).not.toContain("bug of Millrace");
  });
});
