// What is made a day at a time. The days of the shop are those of Oslo, where it stands.
import { asset, DailyPartitionsDefinition, TimeWindowPartitionMapping } from "millrace";

export const january = new DailyPartitionsDefinition({ startDate: "2026-01-01", endDate: "2026-02-01", timezone: "Europe/Oslo" });

export interface Order {
  id: number;
  sold_at: Date;
  bread: string;
  price: number;
}

const PRICES = { rye: 45, wheat: 32, spelt: 51 } as const;
const BREADS = Object.keys(PRICES) as (keyof typeof PRICES)[];

/** The orders of a day; a till would be asked here. All days lie in one table, told apart by when they were sold. */
export const orders = asset(
  { group: "days", partitions: january, ioManagerKey: "warehouse", metadata: { partitionExpr: "sold_at" } },
  (context): Order[] => {
    const { start, end } = context.partitionTimeWindow;
    const day = start.getTime() / 86_400_000;
    const count = 8 + Math.floor(Math.abs(Math.sin(day)) * 20);
    return Array.from({ length: count }, (_, at) => {
      const bread = BREADS[(Math.floor(day) + at) % BREADS.length] ?? "rye";
      const sold_at = new Date(start.getTime() + ((end.getTime() - start.getTime()) * at) / count);
      return { id: Math.floor(day) * 1000 + at, sold_at, bread, price: PRICES[bread] };
    });
  },
);

/** What the day brought in. */
export const revenue = asset({ group: "days", partitions: january }, (orders: Order[]): number =>
  orders.reduce((sum, { price }) => sum + price, 0),
);

const dayBefore = new TimeWindowPartitionMapping({ startOffset: -1, endOffset: -1, allowNonexistentUpstreamPartitions: true });

/** How much more than the day before; the first day has none before it. */
export const growth = asset(
  { group: "days", partitions: january, ins: { yesterday: { key: "revenue", partitionMapping: dayBefore } } },
  (revenue: number, yesterday: number | undefined): number => revenue - (yesterday ?? revenue),
);
