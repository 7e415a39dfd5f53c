import { asset } from "millrace";

const raw = { keyPrefix: "raw", group: "ingest", tags: { layer: "bronze" }, owners: ["team:ingest"] };

/** Orders as they come. */
export const orders = asset(raw, () => [{ id: 1, amount: 2 }]);
export const customers = asset({ ...raw, keyPrefix: ["raw", "crm"] }, () => ["a"]);
/** Under its own prefix first: this loads raw/orders, not sales' orders. */
export const clean_orders = asset({ ...raw, kinds: ["ts"] }, (orders: { id: number; amount: number }[]) => orders);
