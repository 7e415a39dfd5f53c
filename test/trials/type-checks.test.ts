// After any edits, the language server's type problems equal those of a newly opened project, including their positions.
import { expect, test } from "vitest";
import { typeProblems } from "../../server/analysis/index.js";
import { createTypeChecks } from "../../server/lsp/type-checks.js";
import { fixture } from "../support/fixture.js";
import { fc } from "../support/properties.js";
import { trials } from "../support/trials.js";

const START: Readonly<Record<string, string>> = {
  "/project/src/rows.ts": `export interface Row { id: number; at: Date }
export const limit = (): number => 3;
`,
  "/project/src/given.ts": `import { asset } from "millrace";
import { limit, type Row } from "./rows.js";
export const rows = asset((): Row[] => [{ id: limit(), at: new Date() }]);
export const names = asset(() => ["a"]);
`,
  "/project/src/assets.ts": `import { asset } from "millrace";
import type { Row } from "./rows.js";
export * from "./given.js";
export const ids = asset((rows: Row[]): number[] => rows.map(({ id }) => id));
export const upper = asset((names: string[]) => names.map((name) => name.toUpperCase()));
export const total = asset((ids: number[]): number => ids.length);
`,
};

/** Replacements in a file: some change a type, some only move the lines below, some are half typed. */
const EDITS: readonly (readonly [file: string, from: RegExp, to: string])[] = [
  ["/project/src/rows.ts", /id: \w+/, "id: string"],
  ["/project/src/rows.ts", /id: \w+/, "id: number"],
  ["/project/src/rows.ts", /=> \d/, "=> 4"],
  ["/project/src/rows.ts", /^/, "// Above all.\n"],
  ["/project/src/given.ts", /=> \[".*\]/, "=> [1]"],
  ["/project/src/given.ts", /=> \[\d\]/, '=> ["a"]'],
  ["/project/src/given.ts", /^/, "\n\n"],
  ["/project/src/given.ts", /export const names/, "// Below rows.\nexport const names"],
  ["/project/src/given.ts", /id: limit\(\)/, "id: 1 + limit()"],
  ["/project/src/assets.ts", /ids: \w+\[\]/, "ids: string[]"],
  ["/project/src/assets.ts", /ids: \w+\[\]/, "ids: number[]"],
  ["/project/src/assets.ts", /=> ids\.length/, "=> ids.length + 1"],
  ["/project/src/assets.ts", /=> ids\.length/, "=> (ids.length"],
  ["/project/src/assets.ts", /=> \(ids\.length/, "=> ids.length"],
  ["/project/src/assets.ts", /export const ids/, "// Numbers.\nexport const ids"],
];

const edits = fc.array(fc.constantFrom(...EDITS), { minLength: 4, maxLength: 10 });

test("checked step by step = checked afresh", { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(edits, async (steps) => {
      const source = Object.entries(START).map(([file, text]) => `//- ${file.replace("/project", "")}\n${text}`);
      const { project, workspace, texts } = fixture(source.join(""), { typesLater: true });
      let settled = (): void => {};
      const checks = createTypeChecks({
        project,
        news: () => {},
        settled: () => settled(),
        failed: (error) => expect.fail(`${error}`),
        requestCount: () => 0,
        openFiles: () => [],
      });
      const rest = (files: readonly string[] | null) =>
        new Promise<void>((resolve) => {
          settled = resolve;
          checks.changed(files);
        });
      try {
        await rest(null);
        for (const [path, from, to] of steps) {
          const text = (texts.get(path) ?? "").replace(from, to);
          if (text === texts.get(path)) continue;
          texts.set(path, text);
          workspace.apply([{ kind: "edited", path, text }]);
          await rest([path]);
          expect(sorted(checks.problems())).toEqual(sorted(afresh(texts)));
        }
      } finally {
        checks.close();
      }
    }),
    { numRuns: trials(36, 3) },
  );
});

function afresh(texts: ReadonlyMap<string, string>) {
  const source = [...texts].map(([file, text]) => `//- ${file.replace("/project", "")}\n${text.replace(/\n*$/, "\n")}`);
  const { project } = fixture(source.join(""));
  return Object.keys(START).flatMap((file) => typeProblems(project, file));
}

const sorted = (problems: readonly unknown[]) => problems.map((each) => JSON.stringify(each)).sort();
