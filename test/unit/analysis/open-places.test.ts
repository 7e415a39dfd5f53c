// The storage location of an asset is not guessed if something that decides it is unknown.
import { expect, test } from "vitest";
import { fixture } from "../../support/fixture.js";

const CONFIG = `import { Definitions, DuckDBIOManager, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";
export default new Definitions({ assets, resources: {
  io_manager: new FilesystemIOManager({ baseDir: "data" }),
  warehouse: new DuckDBIOManager({ database: "w.duckdb", schema: "sales" }),
} });
`;

const placeOf = (options: string) => {
  const { project } = fixture(
    `import { asset, StaticPartitionsDefinition } from "millrace";\ndeclare const env: { readonly [name: string]: string | undefined };\nexport const a = asset(${options}, (): { n: number }[] => []);`,
    { config: CONFIG },
  );
  const [asset] = project.model().assets;
  return asset === undefined ? undefined : project.storedAt(asset);
};

test.each([
  "{ partitions: new StaticPartitionsDefinition(Object.values(env) as string[]) }",
  '{ metadata: { format: env.CSV ? "csv" : "jsonl" } }',
  "{ metadata: { format: env.FORMAT } }",
  '{ ioManagerKey: "warehouse", metadata: { schema: env.SCHEMA ?? "dev" } }',
  '{ ioManagerKey: "warehouse", metadata: env }',
  '{ ioManagerKey: "warehouse", metadata: { __proto__: { schema: "x" } } as {} }',
])("%s", (options) => {
  expect(placeOf(options)).toBeNull();
});

test.each([
  ["{}", "data/a.json"],
  ['{ partitions: new StaticPartitionsDefinition(["x"]) }', "data/a/partition=<partition>.json"],
  ['{ metadata: { format: "csv", owner: env.OWNER } }', "data/a.csv"],
  ['{ ioManagerKey: "warehouse", metadata: { owner: env.OWNER } }', "w.duckdb#sales.a"],
])("%s is known", (options, place) => {
  expect(placeOf(options)).toBe(place);
});
