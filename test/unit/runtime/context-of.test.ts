// `ContextOf`: the type of the context, defined once for a project from its resources or Definitions, checked with TypeScript.
import { expect, it } from "vitest";
import { compileErrors } from "../../support/check.js";
import { fixture } from "../../support/fixture.js";

const RESOURCES = `//- /src/resources.ts
import { envVar, InMemoryIOManager, resource } from "millrace";
export class Db { query(): number[] { return []; } }
export const resources = { db: new Db(), pool: resource({}, async () => new Db()), token: envVar("TOKEN"), io_manager: new InMemoryIOManager() };
`;

const ASSETS = (from: string) => `//- /src/assets.ts
import { asset, type ContextOf, DailyPartitionsDefinition } from "millrace";
${from}
const partitions = new DailyPartitionsDefinition({ startDate: "2026-01-01" });
export const a = asset((context: ContextOf<typeof given>) => context.resources.db.query());
export const b = asset({ partitions }, async (context: ContextOf<typeof given, { partitioned: true }>) => {
  const { pool, token } = context.resources;
  const text: string = token;
  const always: true = context.hasPartitionKey;
  return pool.query().concat(text.length, always ? 1 : 0);
});
export const c = asset((context: ContextOf<typeof given>, a: number[]): number => context.resources.bd.size + a.length);
`;

/** The first words of TypeScript's errors: only the unknown name. */
const errorsOf = (text: string) => compileErrors(fixture(text)).map((each) => each.split(" on type")[0]);
const WRONG = [`/project/src/assets.ts: 2339 "Property 'bd' does not exist`];

it("takes the record of resources, however the assets are given", () => {
  const config = `//- /millrace.config.ts
import { Definitions } from "millrace";
import { a, b, c } from "./src/assets.js";
import { resources } from "./src/resources.js";
export default new Definitions({ assets: [a, b, c], resources });
`;
  expect(errorsOf(RESOURCES + ASSETS('import type { resources as given } from "./resources.js";') + config)).toEqual(WRONG);
});

it("takes the Definitions, where they get the assets as a module", () => {
  const config = `//- /millrace.config.ts
import { Definitions } from "millrace";
import * as assets from "./src/assets.js";
import { resources } from "./src/resources.js";
const given = new Definitions({ assets, resources });
export default given;
`;
  expect(errorsOf(RESOURCES + ASSETS('import type given from "../millrace.config.js";') + config)).toEqual(WRONG);
});
