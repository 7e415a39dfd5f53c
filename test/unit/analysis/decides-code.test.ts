// Which files affect a project's code and how it runs.
import { expect, test } from "vitest";
import { fixture } from "../../support/fixture.js";

const { workspace } = fixture(`//- /src/assets.ts
import { asset } from "millrace";
import settings from "./settings.json";
import late from "./late.json";
export const first = asset(() => [settings.one, late]);
//- /src/settings.json
{ "one": 1 }
//- /tsconfig.json
{ "extends": "./shared/compiler.json", "include": ["src", "millrace.config.ts"] }
//- /shared/compiler.json
{ "compilerOptions": { "strict": true, "module": "NodeNext", "types": [] } }
`);

const DECIDING = [
  "shared/compiler.json",
  "src/assets.ts",
  "src/loaded-by-name.mjs",
  "src/settings.json",
  "src/late.json",
  "package.json",
  "tsconfig.base.json",
];

test.each([...DECIDING, ".env", ".env.local", "package-lock.json", "pnpm-lock.yaml"])("%s does", (path) => {
  expect(workspace.decidesCode(`/project/${path}`)).toBe(true);
});

test.each(["data/first.json", "src/other.json", ".millrace/records/first/1.json", ".millrace/runs/1.jsonl"])("%s does not", (path) => {
  expect(workspace.decidesCode(`/project/${path}`)).toBe(false);
});
