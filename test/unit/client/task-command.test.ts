// The command lines of tasks. The problem matcher of package.json parses the output of `millrace check`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commandLine, isTaskAsked, taskName } from "../../../client/runs/task-command.js";
import { packageManagers, runCommand } from "../../../runtime/contract/package-manager.js";
import { repository } from "../../support/repository.js";

test("a task runs the terminal's command, and only what is installed", () => {
  const asked = { command: "materialize", selection: ["+report", "group:shop"] } as const;
  expect(packageManagers.map((manager) => commandLine(runCommand(manager), asked).join(" "))).toEqual([
    "npx --no -- millrace materialize +report group:shop",
    "pnpm exec millrace materialize +report group:shop",
    "yarn run millrace materialize +report group:shop",
    "bunx --no-install millrace materialize +report group:shop",
  ]);
  expect(commandLine(["millrace"], { command: "check", selection: ["report"] })).toEqual(["millrace", "check"]);
  const inPackage = { command: "check", project: "packages/a" } as const;
  expect(packageManagers.map((manager) => commandLine(runCommand(manager, inPackage.project), inPackage).join(" "))).toEqual([
    "npx --no -- millrace check --project packages/a",
    // pnpm links the command only into that package.
    "node packages/a/node_modules/millrace/bin/millrace.js check --project packages/a",
    "yarn run millrace check --project packages/a",
    "bunx --no-install millrace check --project packages/a",
  ]);
});

test("a task is named for what it does", () => {
  expect(taskName({ command: "check" }, undefined)).toBe("check");
  expect(taskName({ command: "materialize" }, "shop")).toBe("materialize all (shop)");
  expect(taskName({ command: "materialize", selection: ["+report"] }, undefined)).toBe("materialize +report");
});

test.each([
  [{ command: "check" }, true],
  [{ command: "materialize", selection: ["a"], project: "packages/a" }, true],
  [{ command: "remove" }, false],
  [{ command: "materialize", selection: "a" }, false],
  [{ command: "check", project: 1 }, false],
])("%j is asked for: %s", (given, right) => {
  expect(isTaskAsked(given)).toBe(right);
});

const { contributes } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
const [matcher] = contributes.problemMatchers;

test.each([
  ['src/assets.ts:4:2 error unknown-upstream: No asset has the key "sals".', ["src/assets.ts", "4", "2", "error", "unknown-upstream"]],
  ["src/a b.ts:14:20 information unused-input: sales is never used.", ["src/a b.ts", "14", "20", "info", "unused-input"]],
  ["../other/a.ts:1:1 hint unused-input: x", ["../other/a.ts", "1", "1", "hint", "unused-input"]],
  ["C:/code/a.ts:1:1 warning not-in-definitions: x", ["C:/code/a.ts", "1", "1", "warning", "not-in-definitions"]],
])("the matcher reads %s", (line, parts) => {
  expect(new RegExp(matcher.pattern.regexp).exec(line)?.slice(1, 6)).toEqual(parts);
});

test.each(["7 assets: 1 error", "    Known: sales, prices", "What each means and how to fix it: problems.md#unknown-upstream"])(
  "the matcher leaves alone: %s",
  (line) => {
    expect(new RegExp(matcher.pattern.regexp).exec(line)).toBeNull();
  },
);

test("every command of package.json is in the palette only where it can work", () => {
  const gated = new Map<string, string>(
    contributes.menus.commandPalette.map(({ command, when }: { command: string; when: string }) => [command, when]),
  );
  const open = contributes.commands.map(({ command }: { command: string }) => command).filter((command: string) => !gated.get(command));
  // Available everywhere, because it explains what Millrace is.
  expect(open).toEqual(["millrace.openWalkthrough"]);
  expect(contributes.keybindings.filter(({ when }: { when?: string }) => !when)).toEqual([]);
});

test("every command of package.json is registered, and every file it names is packaged", () => {
  const sources = ["commands.ts", "runs/run-commands.ts", "view-commands.ts"].map((file) =>
    readFileSync(join(repository, "client", file), "utf8"),
  );
  const ids: string[] = contributes.commands.map(({ command }: { command: string }) => command);
  expect(ids.filter((id) => !sources.some((text) => text.includes(`"${id}": `)))).toEqual([]);
  const packaged = readFileSync(join(repository, ".vscodeignore"), "utf8").split("\n");
  const files = JSON.stringify(contributes).match(/media\/[\w/.-]+/g) ?? [];
  expect(files.filter((file) => !packaged.includes(`!${file}`))).toEqual([]);
});
