// Verifies stored values when a part of the storage cannot be reached: that part is reported, and the rest is read.
import { afterAll, beforeAll, expect, it } from "vitest";
import { verifyValues } from "../../../runtime/host/ask.js";
import { makeProject, type Project } from "../../support/real-project.js";

const CONFIG = `import { Definitions, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";
class Far extends FilesystemIOManager {
  client = null;
  async setup() {
    if (process.env.AWAY) throw new Error("connect ECONNREFUSED");
    this.client = { end: () => {} };
  }
  close() { this.client.end(); }
}
export default new Definitions({
  assets,
  resources: { io_manager: new FilesystemIOManager({ baseDir: "data" }), far: new Far({ baseDir: "far" }) },
});
`;
const ASSETS = `import { asset, StaticPartitionsDefinition } from "millrace";
const partitions = new StaticPartitionsDefinition(["a", "b", "c"]);
export const whole = asset({ ioManagerKey: "far" }, () => 1);
export const parts = asset({ ioManagerKey: "far", partitions }, (context) => context.partitionKey);
export const near = asset(() => 2);
`;

let project: Project;

beforeAll(async () => {
  project = await makeProject({ "millrace.config.ts": CONFIG, "src/assets.ts": ASSETS, "package.json": '{ "type": "module" }' });
  const parts = {
    assetKey: "parts",
    bindings: [{ kind: "context" as const }],
    after: [],
    output: { form: "value" as const },
    stores: true,
    partitions: [{ start: "a", end: "b" }],
  };
  expect((await project.run(["whole", parts, "near"])).outcome).toBe("success");
});

afterAll(() => project?.remove());

const verified = async (env: Record<string, string>) =>
  (await verifyValues(project.dir, "millrace.config.ts", [], { env })).map(({ key, partitionKey, storedAt, state, reason }) =>
    [key, partitionKey, storedAt, state, reason].filter((each) => each != null).join(" "),
  );

it("tells the values of a manager that cannot be reached one by one, and reads the others", async () => {
  expect(await verified({})).toEqual([
    "near data/near.json ok",
    expect.stringMatching(/^parts a .* ok$/),
    expect.stringMatching(/^parts b .* ok$/),
    "whole far/whole.json ok",
  ]);
  expect(await verified({ AWAY: "yes" })).toEqual([
    "near data/near.json ok",
    expect.stringMatching(/^parts a far\/.+ unreadable connect ECONNREFUSED$/),
    expect.stringMatching(/^parts b far\/.+ unreadable connect ECONNREFUSED$/),
    "whole far/whole.json unreadable connect ECONNREFUSED",
  ]);
});
