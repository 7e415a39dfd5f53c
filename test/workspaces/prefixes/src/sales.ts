import { type AssetContext, asset } from "millrace";
import { customers } from "./raw.js";

export const orders = asset({ group: "sales", ins: { all: { key: "raw/clean_orders" } } }, (all: { id: number }[]) => all.length);
export const total = asset({ group: "sales", deps: [customers, "vendor/feed", ["raw", "orders"]] }, (_context: AssetContext, orders: number) => orders);
/** The same upstream twice, in two parameters. */
export const compare = asset({ group: "sales", ins: { a: { key: "orders" }, b: { key: "orders" } } }, (a: number, b: number) => a === b);
export const notify = asset({ group: "sales" }, (total: number): void => console.log(total));
