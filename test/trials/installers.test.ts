// A new project with every common package manager, and the terminal with Bun and Deno: set up, installed, checked, run, shown.
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { installInto, packedMillrace, say } from "../support/npm-project.js";
import { repository } from "../support/repository.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { isSoak } from "../support/trials.js";

interface Installer {
  /** The lockfile, or another file that identifies the package manager. */
  readonly files: Readonly<Record<string, string>>;
  readonly install: readonly (readonly string[])[];
  /** The command line that runs the installed command. */
  readonly millrace: readonly string[];
}

const ARCHIVE = "millrace.tgz";
const SCRIPT = "node_modules/millrace/bin/millrace.js";

const INSTALLERS: Readonly<Record<string, Installer>> = {
  npm: {
    files: { "package-lock.json": '{ "lockfileVersion": 3, "packages": {} }' },
    install: [["npm", "install", `./${ARCHIVE}`, "@types/node"]],
    millrace: ["npx", "--no", "--", "millrace"],
  },
  "pnpm 12": {
    files: { "pnpm-lock.yaml": "" },
    install: [["pnpm", "add", `./${ARCHIVE}`, "@types/node"]],
    millrace: ["pnpm", "exec", "millrace"],
  },
  "Yarn 4 with node_modules": {
    files: { "yarn.lock": "", ".yarnrc.yml": "nodeLinker: node-modules\n" },
    install: [["yarn", "add", `millrace@file:./${ARCHIVE}`, "@types/node"]],
    millrace: ["yarn", "run", "millrace"],
  },
  "Bun, which runs it too": {
    files: { "bun.lock": "" },
    install: [["bun", "add", `./${ARCHIVE}`, "@types/node"]],
    millrace: ["bun", "--bun", SCRIPT],
  },
  "npm, run by Deno": {
    files: {},
    install: [["npm", "install", `./${ARCHIVE}`, "@types/node"]],
    millrace: ["deno", "run", "-A", SCRIPT],
  },
};

let tools: string;

describe.runIf(isSoak)("installed", () => {
  beforeAll(async () => {
    tools = join(installInto(await temporaryFolder(), ["pnpm@12", "@yarnpkg/cli-dist@4", "bun@1", "deno@2"]), "node_modules/.bin");
  });

  test.each(Object.entries(INSTALLERS))("by %s", async (_, { files, install, millrace }) => {
    const dir = await temporaryFolder();
    mkdirSync(dir, { recursive: true });
    for (const [name, text] of Object.entries({ "package.json": '{ "name": "trial", "private": true, "type": "module" }', ...files }))
      writeFileSync(join(dir, name), text);
    cpSync(packedMillrace(), join(dir, ARCHIVE));
    const run = async ([program = "", ...args]: readonly string[]) => {
      const own = join(tools, program);
      const { code, text } = await say(
        ["npm", "npx"].includes(program) ? program : program === process.execPath ? program : own,
        args,
        dir,
      );
      expect(code, `${program} ${args.join(" ")}\n${text}`).toBe(0);
      return text;
    };
    await run([process.execPath, join(repository, "runtime/bin/millrace.js"), "init"]);
    for (const command of install) await run(command);
    expect(await run([...millrace, "check"])).toContain("no problems");
    expect(await run([...millrace, "materialize"])).toContain("run succeeded");
    expect(await run([...millrace, "show", "readings"])).toContain("rows");
  });
});
