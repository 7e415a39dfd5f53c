// What a bakery bakes and sells in a week, what each day brings in, and a report on all of it. Start with the lens above `report`.
import { type AssetContext, asset, DailyPartitionsDefinition, type Relation, sql } from "millrace";

/** One partition for each day of a week in January. */
export const week = new DailyPartitionsDefinition({ startDate: "2026-01-05", endDate: "2026-01-12" });

export interface Sale {
  id: number;
  sold_at: Date;
  bread: string;
  loaves: number;
}

export interface BreadSales {
  bread: string;
  loaves: bigint;
}

/** What a loaf costs, by bread: a file of JSON. */
export const prices = asset({ group: "shop" }, (): Record<string, number> => ({ rye: 4.5, wheat: 3.2, spelt: 5.1 }));

/** The sales of one day, made up. All days lie in one table of DuckDB, told apart by when something was sold. */
export const sales = asset(
  { group: "days", partitions: week, ioManagerKey: "warehouse", metadata: { partitionExpr: "sold_at" } },
  (context: AssetContext): Sale[] => {
    const { start } = context.partitionTimeWindow;
    const day = start.getTime() / 86_400_000;
    const breads = ["rye", "wheat", "spelt"];
    context.log.info(`The till of ${context.partitionKey}`);
    return Array.from({ length: 12 }, (_, at) => ({
      id: day * 100 + at,
      // From eight in the morning, one in half an hour.
      sold_at: new Date(start.getTime() + (16 + at) * 1_800_000),
      bread: breads[(day + at * at) % breads.length] ?? "rye",
      loaves: 1 + ((day + at) % 4),
    }));
  },
);

/** What one day brought in: a file for each day. */
export const revenue = asset({ group: "days", partitions: week }, (sales: Sale[], prices: Record<string, number>): number =>
  sales.reduce((sum, { bread, loaves }) => sum + loaves * (prices[bread] ?? 0), 0),
);

/** The loaves by bread, of the days made so far: one query over the table, and no row leaves the database. */
export const sales_by_bread = asset(
  { group: "week", ioManagerKey: "warehouse", ins: { sales: { allowMissing: true } } },
  (sales: Relation<Sale>): Relation<BreadSales> =>
    sql`select bread, sum(loaves)::bigint as loaves from ${sales} group by bread order by loaves desc`,
);

/** The best day and the favourite bread. The days of `revenue` come as a map, by day. */
export const report = asset(
  { group: "week", ins: { revenue: { allowMissing: true } } },
  (revenue: ReadonlyMap<string, number>, sales_by_bread: BreadSales[]): { best: string; total: number; favourite: string } => {
    const best = [...revenue].reduce((one, other) => (other[1] > one[1] ? other : one))[0];
    const total = Math.round([...revenue.values()].reduce((sum, income) => sum + income, 0));
    return { best, total, favourite: sales_by_bread[0]?.bread ?? "none" };
  },
);
