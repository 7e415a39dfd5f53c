// The terminal in other versions of Node.js: with the state elsewhere (their package resolution differs), and with the permission model.
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { installInto, packedMillrace, say } from "../support/npm-project.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { isSoak } from "../support/trials.js";

const NODE = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
const FILES = {
  "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "types": [] } }',
  "millrace.config.ts":
    'import { Definitions } from "millrace";\nimport * as assets from "./assets.js";\nexport default new Definitions({ assets });\n',
  "assets.ts":
    'import ms from "ms";\nimport { asset } from "millrace";\nexport const day = asset((): number => ms("1d"));\nexport const days = asset((day: number) => day * 2);\n',
};

afterAll(() => {
  if (isSoak) rmSync(packedMillrace(), { force: true });
});

test.runIf(isSoak).each([22, 24, 26])("Node.js %i", async (major) => {
  const dir = installInto(await temporaryFolder(), [`${NODE}@${major}`, "ms@2", "@types/ms@2", packedMillrace()], "module");
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(dir, name), text);
  const node = join(dir, `node_modules/${NODE}/bin/node${process.platform === "win32" ? ".exe" : ""}`);
  const command = join(dir, "node_modules/millrace/bin/millrace.js");
  const state = join(await temporaryFolder(), "state");
  const before = readdirSync(dir).sort();
  const made = await say(node, [command, "materialize", "--state", state], dir);
  expect(made, made.text).toMatchObject({ code: 0 });
  expect((await say(node, [command, "show", "days", "--state", state], dir)).text).toContain("172800000");
  expect(readdirSync(dir).sort()).toEqual(before);

  // Since Node.js 25, the permission model does not allow fsync.
  if (major < 26) return;
  const allowed = ["--permission", "--allow-fs-read=*", `--allow-fs-write=${dir}`];
  const able = await say(node, [...allowed, "--allow-child-process", "--allow-worker", command, "materialize"], dir);
  expect(able, able.text).toMatchObject({ code: 0 });
  expect(able.text).toContain("permission model has no fsync");
  const unable = await say(node, [...allowed, command, "materialize"], dir);
  expect(unable.text).toContain("Node.js runs with --permission, which forbids this.");
  expect(unable.code).toBe(1);
});
