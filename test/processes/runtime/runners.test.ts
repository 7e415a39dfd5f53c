// README's example of a test runs under the runners people have: each compiles in its own way, and some rename parameters.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../../support/repository.js";
import { temporaryProject } from "../../support/terminal.js";

const tool = (path: string) => join(repository, "node_modules", path);

/** The assets that README shows, with bodies where it has comments. */
const ASSETS = `import { type AssetContext, asset } from "millrace";

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
`;

/** The block of README's section on tests, and what must come of it. */
function snippet(check: string): string {
  const section = readFileSync(join(repository, "README.md"), "utf8").split("## In tests")[1] ?? "";
  const code = /```ts\n([\s\S]*?)```/.exec(section)?.[1] ?? "";
  return code.replace(/^result\.outputForNode.*$/m, (line) => `const words = ${line}\n${check}`);
}

const EXPECTED = '{"data":4,"wins":2}';

function project(file: string, text: string): string {
  return temporaryProject({
    "src/assets.ts": ASSETS,
    [file]: text,
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        strict: true,
        target: "ES2023",
        module: "NodeNext",
        types: [],
        skipLibCheck: true,
        outDir: "out",
        lib: ["ES2023", "DOM"],
      },
      include: ["src/**/*.ts", file],
    }),
    "package.json": JSON.stringify({ name: "readme", type: "module" }),
  });
}

const node = (cwd: string, ...args: string[]) =>
  execFileSync(process.execPath, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

test("tsx", () => {
  const dir = project("check.ts", snippet("console.log(JSON.stringify(words));"));
  expect(node(dir, tool("tsx/dist/cli.mjs"), "check.ts").trim()).toBe(EXPECTED);
});

test("what tsc compiled, under Node.js", () => {
  const dir = project("check.ts", snippet("console.log(JSON.stringify(words));"));
  node(dir, tool("typescript/bin/tsc"));
  expect(node(dir, "out/check.js").trim()).toBe(EXPECTED);
});

test("vitest", () => {
  const text = snippet("test('the words', () => expect(JSON.stringify(words)).toBe(EXPECTED));".replace("EXPECTED", `'${EXPECTED}'`));
  const dir = project("check.test.ts", `import { expect, test } from "${tool("vitest/dist/index.js").replaceAll("\\", "/")}";\n${text}`);
  const said = node(dir, tool("vitest/vitest.mjs"), "run", "--root", dir, "--reporter", "json", "check.test.ts");
  expect(JSON.parse(said.slice(said.indexOf("{")))).toMatchObject({ numPassedTests: 1, success: true });
});
