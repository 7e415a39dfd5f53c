// The first steps: how each package manager installs, and what is wrong with a name.
import { expect, test } from "vitest";
import { assetNameMistake } from "../../../client/assets/asset-name.js";
import {
  foldersAbove,
  installAdvice,
  installCommand,
  installingOf,
  managersFor,
  packageManagers,
} from "../../../runtime/contract/package-manager.js";

test.each([
  [["package.json"], "npm", null],
  [["package-lock.json"], "npm", "package-lock.json"],
  [["src", "pnpm-lock.yaml"], "pnpm", "pnpm-lock.yaml"],
  [["yarn.lock"], "yarn", "yarn.lock"],
  [["bun.lockb"], "bun", "bun.lockb"],
])("with %j the first choice is %s", (files, manager, by) => {
  const found = managersFor(files);
  expect(found[0]).toEqual({ manager, by });
  expect(found.map((each) => each.manager).sort()).toEqual([...packageManagers].sort());
});

test("each manager installs in its own words", () => {
  const archive = "vendor/millrace-1.0.0.tgz";
  expect(packageManagers.map((manager) => installCommand(manager, archive))).toEqual([
    "npm install ./vendor/millrace-1.0.0.tgz",
    "pnpm add ./vendor/millrace-1.0.0.tgz",
    "yarn add millrace@file:./vendor/millrace-1.0.0.tgz",
    "bun add ./vendor/millrace-1.0.0.tgz",
  ]);
  expect(installCommand("yarn", null)).toBe("yarn install");
});

test("the lockfile of a workspace counts for its packages, the nearest one first", () => {
  const names: Record<string, string[]> = {
    "/r": ["pnpm-lock.yaml", "packages"],
    "/r/packages/a": ["src"],
    "/r/packages/b": ["yarn.lock"],
    "/p": [".pnp.cjs", "yarn.lock"],
  };
  const of = (dir: string) => installingOf(dir, (folder) => names[folder] ?? []);
  expect(of("/r/packages/a")).toEqual({ manager: "pnpm", plugAndPlay: null });
  expect(of("/r/packages/b").manager).toBe("yarn");
  expect(of("/elsewhere").manager).toBe("npm");
  expect(installAdvice(of("/r/packages/a"))).toBe("Run `pnpm add millrace`.");
  expect(of("/p/packages/a")).toEqual({ manager: "yarn", plugAndPlay: "/p/.pnp.cjs" });
  expect(installAdvice(of("/p/packages/a"))).toBe(
    "/p/.pnp.cjs says that Yarn installs with Plug'n'Play, which Millrace does not support: write `nodeLinker: node-modules` into .yarnrc.yml and run `yarn install`.",
  );
  expect(foldersAbove("/r/packages/a")).toEqual(["/r/packages/a", "/r/packages", "/r", "/"]);
  expect(foldersAbove("C:\\code\\a")).toEqual(["C:\\code\\a", "C:\\code", "C:/"]);
  expect(foldersAbove("c:/code")).toEqual(["c:/code", "c:/"]);
});

test.each([
  ["daily_totals", undefined],
  ["", "Write a name"],
  ["2nd", "starts with a digit"],
  ["daily totals", '" " cannot be'],
  ["a/b", '"/" cannot be'],
  ["class", "a word of the language"],
  ["context", "a word of the language"],
  ["readings", 'There is an asset "readings"'],
])("the name %j", (name, mistake) => {
  const said = assetNameMistake(name, ["readings"]);
  if (mistake === undefined) expect(said).toBeUndefined();
  else expect(said).toContain(mistake);
});
