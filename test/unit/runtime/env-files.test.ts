// The variables of `.env` and `.env.local`: what a child process gets, which value wins, and that no value leaks.
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { describeProject } from "../../../runtime/host/ask.js";
import { readEnvFiles, withEnvFiles } from "../../../runtime/host/env-files.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

let dir: string;

beforeEach(async () => {
  dir = await temporaryFolder();
});

it("are read as Node reads them", () => {
  writeFileSync(join(dir, ".env"), '\uFEFF# ours\nA=1\r\nexport B="two\\nlines" # said\nC=\'$A\'\nD=\n\nE = a=b \nF="three\nlines"\n');
  expect(readEnvFiles(dir).values).toEqual({ A: "1", B: "two\nlines", C: "$A", D: "", E: "a=b", F: "three\nlines" });
});

it("of .env.local win over .env, and the environment over both", () => {
  writeFileSync(join(dir, ".env"), "A=env\nB=env\nC=env\n");
  writeFileSync(join(dir, ".env.local"), "B=local\nC=local\n");
  const { values, files } = readEnvFiles(dir);
  expect(values).toEqual({ A: "env", B: "local", C: "local" });
  expect(files).toEqual([".env.local", ".env"].map((name) => ({ path: join(dir, name), exists: true })));
  expect(withEnvFiles({ C: "", X: "x" }, values)).toEqual({ A: "env", B: "local", C: "", X: "x" });
  expect(withEnvFiles({ Path: "/bin" }, { PATH: "/other", Y: "y" }, "win32")).toEqual({ Path: "/bin", Y: "y" });
});

it("need no file, and a folder of that name is none", () => {
  mkdirSync(join(dir, ".env"));
  const files = [".env.local", ".env"].map((name) => ({ path: join(dir, name), exists: false }));
  expect(readEnvFiles(dir)).toEqual({ values: {}, files });
});

it.skipIf(process.getuid?.() === 0 || process.platform === "win32")("that cannot be read are told", () => {
  writeFileSync(join(dir, ".env"), "A=1\n");
  chmodSync(join(dir, ".env"), 0);
  expect(() => readEnvFiles(dir)).toThrow(/\.env cannot be read \(EACCES\).* Allow it to be read, or remove it\.$/);
});

it("reach the child, which is told where was looked, not what was found", async () => {
  writeFileSync(join(dir, ".env"), "SECRET=hidden\nPATH=/not/this\n");
  const worker = join(dir, "worker.mjs");
  writeFileSync(
    worker,
    'process.on("message", (message) => process.send({ kind: "described", described: { assets: [], env: process.env, message } }, () => process.exit(0)));',
  );
  const told = (await describeProject(dir, "c.ts", {}, { workerPath: worker })) as unknown as { env: NodeJS.ProcessEnv; message: unknown };
  expect(told.env.SECRET).toBe("hidden");
  // Windows also spells it `Path`.
  const paths = Object.entries(told.env).filter(([name]) => name.toUpperCase() === "PATH");
  expect(paths.map(([, value]) => value)).toEqual([process.env.PATH]);
  expect(JSON.stringify(told.message)).not.toContain("hidden");
  expect(told.message).toMatchObject({ kind: "describe", envFiles: [{ exists: false }, { path: join(dir, ".env"), exists: true }] });
});
