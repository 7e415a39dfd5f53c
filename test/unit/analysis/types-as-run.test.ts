// The type that a parameter needs is the type of the value in a run: all kinds of returns, policies, mappings, managers and parameters.
import { expect, test } from "vitest";
import * as sdk from "../../../runtime/sdk/index.js";
import { problemsOf } from "../../support/check.js";
import { fixture } from "../../support/fixture.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const DAILY = `new DailyPartitionsDefinition({ startDate: "2026-01-04", endDate: "2026-01-11" })`;
const WEEKLY = `new WeeklyPartitionsDefinition({ startDate: "2026-01-04", endDate: "2026-01-11" })`;
const ONCE = "backfillPolicy: BackfillPolicy.singleRun()";
const IN_TABLE = `ioManagerKey: "warehouse"`;
const BY_DAY = `metadata: { partitionExpr: "at" }`;
const ROW = "{ at: new Date(Date.parse(KEY) + 3_600_000), n: 1 }";
const each = (value: string) => `new Map([...context.partitionKeys].map((key) => [key, ${value}]))`;

const { AllPartitionMapping, asset, BackfillPolicy, DailyPartitionsDefinition, LastPartitionMapping, WeeklyPartitionsDefinition } = sdk;
const USED = { AllPartitionMapping, asset, BackfillPolicy, DailyPartitionsDefinition, LastPartitionMapping, WeeklyPartitionsDefinition };

/** The upstream asset: its options, its declared return type, and its value. */
const UPSTREAM = {
  number: ["", "number", "1"],
  numberOfDay: [`partitions: ${DAILY}`, "number", "1"],
  numbersAtOnce: [`partitions: ${DAILY}, ${ONCE}`, "ReadonlyMap<string, number>", each("1")],
  numbersInTwos: [`partitions: ${DAILY}, backfillPolicy: BackfillPolicy.multiRun(2)`, "ReadonlyMap<string, number>", each("1")],
  rows: ["", "Row[]", `[${ROW.replace("KEY", `"2026-01-01"`)}]`],
  rowsOfDay: [`partitions: ${DAILY}`, "Row[]", `[${ROW.replace("KEY", "context.partitionKey")}]`],
  rowsAtOnce: [`partitions: ${DAILY}, ${ONCE}`, "ReadonlyMap<string, Row[]>", each(`[${ROW.replace("KEY", "key")}]`)],
  table: [IN_TABLE, "Row[]", `[${ROW.replace("KEY", `"2026-01-01"`)}]`],
  tableOfDay: [`${IN_TABLE}, ${BY_DAY}, partitions: ${DAILY}`, "Row[]", `[${ROW.replace("KEY", "context.partitionKey")}]`],
  tableAtOnce: [
    `${IN_TABLE}, ${BY_DAY}, partitions: ${DAILY}, ${ONCE}`,
    "Row[]",
    `[...context.partitionKeys].map((key) => (${ROW.replace("KEY", "key")}))`,
  ],
} as const;

/** The consumer: the options of the asset that loads it. */
const CONSUMERS = {
  whole: "",
  last: "ins: { UP: { partitionMapping: new LastPartitionMapping() } }",
  daily: `partitions: ${DAILY}`,
  dailyAll: `partitions: ${DAILY}, ins: { UP: { partitionMapping: new AllPartitionMapping() } }`,
  dailyAtOnce: `partitions: ${DAILY}, ${ONCE}`,
  dailyInThrees: `partitions: ${DAILY}, backfillPolicy: BackfillPolicy.multiRun(3)`,
  weekly: `partitions: ${WEEKLY}`,
} as const;

const PARAMETERS: Readonly<Record<string, (value: unknown) => boolean>> = {
  number: (value) => typeof value === "number",
  "Row[]": isRows,
  "ReadonlyMap<string, number>": (value) => value instanceof Map && [...value.values()].every((one) => typeof one === "number"),
  "ReadonlyMap<string, Row[]>": (value) => value instanceof Map && [...value.values()].every(isRows),
};

function isRows(value: unknown): boolean {
  return Array.isArray(value) && value.every(({ at, n }) => at instanceof Date && typeof n === "number");
}

/** Combinations with a mapping for an unpartitioned asset are left out, because they are another problem. */
const cases = Object.keys(UPSTREAM).flatMap((upstream) =>
  Object.keys(CONSUMERS)
    .filter(
      (consumer) => UPSTREAM[upstream as keyof typeof UPSTREAM][0].includes("partitions:") || !["last", "dailyAll"].includes(consumer),
    )
    .map((consumer) => ({ upstream, consumer })),
);

test("the check and the run agree", async () => {
  const parameters = Object.keys(PARAMETERS);
  const name = ({ upstream, consumer }: (typeof cases)[number], at: number) => `${consumer}_${upstream}_${at}`;
  const options = ({ upstream, consumer }: (typeof cases)[number]) => CONSUMERS[consumer as keyof typeof CONSUMERS].replace("UP", upstream);
  const made = fixture(`import { ${Object.keys(USED).join(", ")} } from "millrace";
interface Row { at: Date; n: number }
${Object.entries(UPSTREAM)
  .map(
    ([key, [given, type, value]]) =>
      `export const ${key} = asset({ ${given} }, (${given.includes("partitions") ? "context" : ""}): ${type} => ${value});`,
  )
  .join("\n")}
${cases
  .flatMap((each) =>
    parameters.map((type, at) => `export const ${name(each, at)} = asset({ ${options(each)} }, (${each.upstream}: ${type}): void => {});`),
  )
  .join("\n")}
`);
  const wrong = new Map<string, string[]>();
  for (const { code, data, message } of problemsOf(made)) {
    const key = String(data?.assetKey ?? "");
    wrong.set(key, [...(wrong.get(key) ?? []), `${code}: ${message}`]);
  }

  const seen = new Map<string, unknown[]>();
  const evaluate = new Function(...Object.keys(USED), "seen", `return { ${runnable()} };`) as (
    ...given: unknown[]
  ) => Record<string, sdk.AnyAsset>;
  const assets = evaluate(...Object.values(USED), (key: string, value: unknown) => seen.set(key, [...(seen.get(key) ?? []), value]));
  const projectDir = await temporaryFolder();
  const resources = { warehouse: new sdk.DuckDBIOManager({ database: "t.duckdb" }) };
  await sdk.materialize(assets, { projectDir, resources, partitions: "all" });

  for (const each of cases) {
    const values = seen.get(`${each.consumer}_${each.upstream}`) ?? [];
    expect([each, values.length > 0]).toEqual([each, true]);
    const fit = parameters.filter((_, at) => !wrong.has(name(each, at)));
    expect([each, fit]).toEqual([each, parameters.filter((type) => values.every((value) => PARAMETERS[type]?.(value)))]);
  }

  function runnable(): string {
    const upstream = Object.entries(UPSTREAM).map(
      ([key, [given, , value]]) => `${key}: asset({ key: "${key}", ${given} }, (context) => ${value})`,
    );
    const consumers = cases.map((each) => {
      const key = `${each.consumer}_${each.upstream}`;
      return `${key}: asset({ key: "${key}", ${options(each)} }, (${each.upstream}) => { seen("${key}", ${each.upstream}); })`;
    });
    return [...upstream, ...consumers].join(",\n");
  }
});
