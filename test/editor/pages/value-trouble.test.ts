// The value page in a real browser when something fails: rows that do not arrive, copies that fail, pictures that are too large.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LookAnswer, RowPage, RowQuestion, ValueFacts, ValueShape } from "../../../runtime/contract/value.js";
import { sharedBrowser, type TestBrowser } from "../driver/browser.js";
import { until } from "../driver/until.js";
import { serveValuePage, type ValuePage, type ValuePageServer } from "../driver/value-page.js";

let browser: TestBrowser;
let server: ValuePageServer;

beforeAll(async () => {
  [browser, server] = [await sharedBrowser(), await serveValuePage()];
});
afterAll(async () => {
  await server?.stop();
});

const ROWS = 1_000;
const columns = [
  { name: "id", type: "BIGINT" },
  { name: "name", type: "VARCHAR" },
];
const table: ValueShape = { kind: "rows", columns, total: ROWS, pagedBy: "storage" };

/** `fault` returns the reason why a request fails. */
function open(
  shape: ValueShape,
  fault: (question: RowQuestion) => string | undefined,
  storedAt = "data/a.duckdb#main.orders",
): Promise<ValuePage> {
  let looks = 0;
  const factsNow = (): ValueFacts => ({
    key: "orders",
    storedAt,
    ioManagerKey: `io ${looks++}`,
    materialization: null,
    earlier: [],
    shape,
  });
  const page = ({ offset, limit }: RowQuestion): RowPage => ({
    columns,
    rows: Array.from({ length: Math.min(limit, ROWS - offset) }, (_, at) => ({ id: offset + at, name: `order ${offset + at}` })),
    total: ROWS,
  });
  const viewer = {
    async ask({ part }: { part: { kind: string } }): Promise<LookAnswer> {
      if (part.kind === "facts") return { kind: "facts", facts: factsNow() };
      const reason = fault(part as unknown as RowQuestion);
      if (reason !== undefined) throw new Error(reason);
      return { kind: "rows", page: page(part as unknown as RowQuestion) };
    },
    close: () => undefined,
  };
  return server.open(browser.context, viewer as never, { project: "file:///shop", key: "orders" });
}

const cell = ({ page }: ValuePage, row: number) => page.locator(`.ag-row[row-index="${row}"] [col-id=c1]`);
const scrollTo = ({ page }: ValuePage, top: number | null) =>
  page.evaluate((to) => {
    for (const each of document.querySelectorAll(".ag-body-viewport, .ag-body-vertical-scroll-viewport"))
      each.scrollTop = to ?? each.scrollHeight;
  }, top);

test("rows that do not come leave those that are there, and come when they are asked for again", async () => {
  let fault: string | undefined;
  const value = await open(table, ({ offset }) => (offset > 0 ? fault : undefined));
  const { page } = value;
  await cell(value, 0).getByText("order 0").waitFor();
  fault = "the database is locked";
  await scrollTo(value, null);
  await page.getByRole("alert").getByText("the database is locked").waitFor();
  await expect.poll(() => page.locator(".count").textContent()).toBe("1,000 rows, read page by page from the database");
  await scrollTo(value, 0);
  await cell(value, 0).getByText("order 0").waitFor();
  await scrollTo(value, null);
  fault = undefined;
  await page.getByRole("button", { name: "Try again" }).click();
  await cell(value, ROWS - 1)
    .getByText("order 999")
    .waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
  await value.close();
});

test("rows that were given up once are asked for again by themselves, and all of them once the value was looked at anew", async () => {
  const faults = ["the question was given up"];
  let isDown = false;
  const value = await open(table, () => (isDown ? "the server is away" : faults.pop()));
  await cell(value, 0).getByText("order 0").waitFor();
  expect(await value.page.getByRole("alert").count()).toBe(0);
  isDown = true;
  await scrollTo(value, null);
  await value.page.getByRole("alert").getByText("the server is away").waitFor();
  isDown = false;
  await value.tell({ kind: "changed" });
  await cell(value, ROWS - 1)
    .getByText("order 999")
    .waitFor();
  expect(await value.page.getByRole("alert").count()).toBe(0);
  await value.close();
});

test("rows that cannot be copied say why", async () => {
  const value = await open(table, ({ limit }) => (limit > 1_000 ? "the disk is gone" : undefined));
  await cell(value, 0).getByText("order 0").waitFor();
  await value.page.getByRole("button", { name: /^Copy rows/ }).click();
  await value.page.getByRole("alert").getByText("The rows were not copied. the disk is gone").waitFor();
  expect(value.told).toEqual([]);
  await value.close();
});

test("a picture that is too large says so and offers its file", async () => {
  const shape: ValueShape = { kind: "bytes", size: 40_000_000, image: "image/png" };
  const value = await open(shape, () => undefined, "data/photo.bin");
  await value.page.getByText("The picture is too large to be shown here: 40,000,000 bytes.").waitFor();
  await value.page.locator("main").getByRole("button", { name: "Open file" }).click();
  await until("the file is asked for", () => value.told.some(({ kind }) => kind === "openFile"));
  expect(value.asked.map(({ part }) => part.kind)).toEqual(["facts"]);
  await value.close();
  const elsewhere = await open(shape, () => undefined);
  await elsewhere.page.getByText("The picture is too large").waitFor();
  expect(await elsewhere.page.getByRole("button", { name: "Open file" }).count()).toBe(0);
  await elsewhere.close();
});
