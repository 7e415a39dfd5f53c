// The bakery's day: prices and sales make revenue, revenue makes a report.
import { asset, type AssetContext } from "millrace";

export interface Sale {
  bread: string;
  loaves: number;
}

export interface Revenue {
  bread: string;
  loaves: number;
  total: number;
}

/** What one loaf costs, by bread. */
export const prices = asset({ group: "shop" }, (): Record<string, number> => {
  return { rye: 4.5, wheat: 3.2, spelt: 5.1 };
});

/** Loaves sold today. */
export const sales = asset({ group: "shop", ioManagerKey: "database" }, (): Sale[] => {
  return [
    { bread: "rye", loaves: 12 },
    { bread: "wheat", loaves: 31 },
    { bread: "spelt", loaves: 7 },
  ];
});

/** What the day brought in, by bread. */
export const revenue = asset(
  { group: "books", ioManagerKey: "database" },
  (context: AssetContext, sales: Sale[], prices: Record<string, number>): Revenue[] => {
    context.log.info(`${sales.length} breads sold`);
    return sales.map((sale) => ({ ...sale, total: sale.loaves * (prices[sale.bread] ?? 0) }));
  },
);

/** The sentence for the owner. */
export const report = asset({ group: "books" }, (revenue: Revenue[]): { best: string; total: number } => {
  const best = revenue.toSorted((a, b) => b.total - a.total)[0];
  return { best: best?.bread ?? "none", total: revenue.reduce((sum, row) => sum + row.total, 0) };
});
