// What is made of all days together.
import { asset, type Relation, sql } from "millrace";
import type { Order } from "./days.js";

export interface BreadSales {
  bread: string;
  sold: bigint;
  income: number;
}

/** All days' orders by bread: one query over the table, no row leaves the database. */
export const sales_by_bread = asset(
  { group: "month", ioManagerKey: "warehouse" },
  (orders: Relation<Order>): Relation<BreadSales> =>
    sql`select bread, count(*) as sold, sum(price)::double as income from ${orders} group by bread order by income desc`,
);

/** The best day, and what an ordinary one brings in. Days lie apart as files, so they come as a map by day. */
export const report = asset(
  { group: "month" },
  (revenue: ReadonlyMap<string, number>, sales_by_bread: BreadSales[]): { best: string; average: number; favourite: string } => {
    const best = [...revenue].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
    const average = Math.round([...revenue.values()].reduce((a, b) => a + b, 0) / revenue.size);
    return { best, average, favourite: sales_by_bread[0]?.bread ?? "none" };
  },
);
