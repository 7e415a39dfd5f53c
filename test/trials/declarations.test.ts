// The package's declarations compile in every supported TypeScript, with the types of the DOM, of Node.js, and without both.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { beforeAll, describe, expect, test } from "vitest";
import { installInto, packedMillrace, say } from "../support/npm-project.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { isSoak } from "../support/trials.js";

const VERSIONS = ["5.0", "5.9", "6.0", "7.0"];
const PLATFORMS = {
  neither: { lib: ["ES2022"], types: [] },
  "the DOM": { lib: ["ES2022", "DOM"], types: [] },
  "Node.js": { lib: ["ES2022"], types: ["node"] },
};
/** The newest types of Node.js need a newer TypeScript than this. */
const without = (version: string, platform: string) => version === "5.0" && platform === "Node.js";

const SOURCE = `import { asset, type AssetContext, Definitions, FilesystemIOManager, MetadataValue } from "millrace";
import { buildInputContext } from "millrace/testing";
export const orders = asset((context: AssetContext) => { context.signal.throwIfAborted(); return [context.signal.aborted]; });
export const count = asset((orders: boolean[]) => orders.length);
export default new Definitions({ assets: { orders, count }, resources: { io_manager: new FilesystemIOManager({ baseDir: "data" }) } });
export const link = MetadataValue.url("https://example.org");
void buildInputContext;
`;

let dir: string;

describe.runIf(isSoak)("the declarations", () => {
  beforeAll(async () => {
    const versions = VERSIONS.map((version) => `typescript-${version.replace(".", "-")}@npm:typescript@${version}`);
    dir = installInto(await temporaryFolder(), [packedMillrace(), "@types/node@24", ...versions]);
    writeFileSync(join(dir, "assets.ts"), SOURCE);
  });

  test.each(VERSIONS)("what init writes is accepted by TypeScript %s", async (version) => {
    const project = join(dir, `starter-${version}`);
    mkdirSync(project);
    await say(process.execPath, [join(dir, "node_modules/millrace/bin/millrace.js"), "init"], project);
    const config = join(project, "tsconfig.json");
    // The newest types of Node.js need a newer TypeScript than 5.0.
    writeFileSync(config, readFileSync(config, "utf8").replace('"types": ["node"]', '"types": []'));
    const compiler = join(dir, "node_modules", `typescript-${version.replace(".", "-")}`, "bin/tsc");
    expect(await say(process.execPath, [compiler, "-p", "."], project)).toEqual({ code: 0, text: "\n" });
  });

  const trials = VERSIONS.flatMap((version) => Object.keys(PLATFORMS).map((platform) => [version, platform] as const));
  test.each(trials.filter((trial) => !without(...trial)))("under TypeScript %s, with the types of %s", async (version, platform) => {
    const config = `tsconfig-${platform.replace(" ", "-")}.json`;
    const compilerOptions = {
      ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true },
      ...{ module: "NodeNext", target: "ES2022", ...PLATFORMS[platform as keyof typeof PLATFORMS] },
    };
    writeFileSync(join(dir, config), JSON.stringify({ compilerOptions, files: ["assets.ts"] }));
    const compiler = join(dir, "node_modules", `typescript-${version.replace(".", "-")}`, "bin/tsc");
    expect(await say(process.execPath, [compiler, "-p", config], dir)).toEqual({ code: 0, text: "\n" });
  });
});
