// README's assets and its example of a test, as a project of one test runner, with tests that store and load the assets.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./repository.js";

/** The assets in README, with bodies instead of comments. */
export const ASSETS = `import { type AssetContext, asset } from "millrace";

interface Story { id: number; title: string; score: number }

export const topstory_ids = asset(async (): Promise<number[]> => [1, 2]);

export const topstories = asset(
  { group: "hackernews", ioManagerKey: "database_io_manager" },
  async (context: AssetContext, topstory_ids: number[]): Promise<Story[]> => {
    context.log.info(\`Fetching \${topstory_ids.length} stories\`);
    return topstory_ids.map((id) => ({ id, title: "data data wins", score: id }));
  },
);

export const most_frequent_words = asset((topstories: Story[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const word of topstories.flatMap(({ title }) => title.split(" "))) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
});

export const by_id = asset(async function by_id(topstories: Story[]): Promise<Map<number, { at: Date }>> {
  return new Map(topstories.map(({ id }) => [id, { at: new Date(id) }]));
});

export const latest = asset((by_id: Map<number, { at: Date }>): string => {
  const dates = [...by_id.values()].map(({ at }) => at);
  return [by_id instanceof Map, ...dates.map((at) => at instanceof Date)].every(Boolean) ? "Dates in a Map" : "something else";
});

export default asset(function best_score(topstories: Story[]): number {
  return Math.max(...topstories.map(({ score }) => score));
});
`;

/** The result of README's example. */
export const WORDS = '{"data":4,"wins":2}';

/** The code block of README's section on tests. */
export function readmeExample(): string {
  const section = readFileSync(join(repository, "README.md"), "utf8").split("## In tests")[1] ?? "";
  return /```ts\n([\s\S]*?)```/.exec(section)?.[1] ?? "";
}

export interface Runner {
  /** The import of `test` and `equal`. */
  readonly imports: string;
  /** The extension of TypeScript files in imports for this runner. The default is `.js`, like TypeScript's. */
  readonly extension?: ".js" | ".ts";
}

/** A file of three tests: README's example, all other assets in memory, and all of them stored and loaded. */
export function testsOf({ imports, extension = ".js" }: Runner): string {
  const example = readmeExample().replaceAll(".js", extension);
  const imported = example.match(/^import .*$/gm) ?? [];
  const body = example.replace(/^import .*\n/gm, "").replace("result.outputForNode", "const words = result.outputForNode");
  return `${imports}
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Definitions, DuckDBIOManager, FilesystemIOManager, loadAssetValue, materialize } from "millrace";
${imported.join("\n")}

test("README's example", async () => {
${body}
  equal(JSON.stringify(words), '${WORDS}');
});

test("in memory", async () => {
  const result = await materializeToMemory(assets);
  equal(result.outputForNode("latest"), "Dates in a Map");
  equal(result.outputForNode("best_score"), 2);
});

test("stored", async () => {
  const resources = {
    io_manager: new FilesystemIOManager({ baseDir: "data" }),
    database_io_manager: new DuckDBIOManager({ database: "stories.duckdb", schema: "hackernews" }),
  };
  const definitions = new Definitions({ assets, resources });
  const projectDir = mkdtempSync(join(tmpdir(), "millrace-stored-"));
  await materialize(definitions, { projectDir });
  equal(JSON.stringify((await loadAssetValue(definitions, assets.topstories, { projectDir })).map(({ id }) => id)), "[1,2]");
  equal(await loadAssetValue(definitions, "latest", { projectDir }), "Dates in a Map");
  const byId = await loadAssetValue(definitions, assets.by_id, { projectDir });
  equal(byId instanceof Map && byId.get(1)?.at instanceof Date, true);
});
`;
}

/** The number of tests in `testsOf`. */
export const TESTS = 3;

/** For runners whose `expect` is like Jest's. */
export const EQUAL = "const equal = (given: unknown, wanted: unknown) => expect(given).toBe(wanted);";
