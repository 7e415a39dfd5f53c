import { asset, FilesystemIOManager } from "millrace";
import { Groups, WAREHOUSE } from "./keys.js";

const table = { ioManagerKey: WAREHOUSE, group: Groups.Core } as const;

export const rows = asset({ ...table, metadata: { schema: "special" } }, (): { n: number }[] => [{ n: 1 }]);
export const count = asset((rows: { n: number }[]) => rows.length);
export const own = asset({ ioManager: new FilesystemIOManager({ baseDir: "own" }) }, (count: number) => count);
export const other = asset({ ins: { rows: { inputManagerKey: "warehouse" } }, ioManagerKey: "scratch" }, (rows: { n: number }[]) => rows);
