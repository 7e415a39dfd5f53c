// A project with one value of each kind that the value page shows: a table, a tree, texts, pictures, bytes, versions, partitions.

/** The file `count.txt` beside it sets the number of rows of `prices`. */
export const valuesOf = (orders: number): string => `
import { asset, Definitions, DuckDBIOManager, StaticPartitionsDefinition, VersionedIOManager } from "millrace";
import { readFileSync } from "node:fs";
import { deflateSync, crc32 } from "node:zlib";
const orders = asset({ key: "orders", ioManagerKey: "db" }, () =>
  Array.from({ length: ${orders} }, (_, id) => ({
    id,
    customer: "Customer " + ((id * 7919) % 1000),
    total: id % 97 === 0 ? null : Math.round((id * 13.37) % 50000) / 100,
    placed_at: new Date(1.7e12 + id * 60000),
    items: [{ sku: "A" + (id % 17), note: "a note that is longer than the cell has room for" }],
  })),
);
const settings = asset({ key: "settings" }, () => ({ stores: Array.from({ length: 250 }, (_, at) => ({ at, open: at % 2 === 0 })), owner: { name: "Ada" } }));
const report = asset({ key: "report" }, () => "# Sales\\n\\nThey **rose** by 12%.\\n\\n| day | sales |\\n| --- | ---: |\\n| Monday | 12 |\\n");
const chart = asset({ key: "chart" }, () => "<svg xmlns='http://www.w3.org/2000/svg' width='240' height='120'><script>document.title = 'hacked'</script><rect width='240' height='120' fill='#4daafc'/><circle cx='120' cy='60' r='40' fill='#fff'/></svg>");
const photo = asset({ key: "photo" }, () => {
  const chunk = (type, data) => { const body = Buffer.concat([Buffer.from(type), data]); const out = Buffer.alloc(body.length + 8); out.writeUInt32BE(data.length, 0); body.copy(out, 4); out.writeUInt32BE(crc32(body), body.length + 4); return out; };
  const head = Buffer.alloc(13); head.writeUInt32BE(64, 0); head.writeUInt32BE(64, 4); head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.concat(Array.from({ length: 64 }, (_, y) => Buffer.from([0, ...Array.from({ length: 64 }, (_, x) => [x * 4, y * 4, 160]).flat()])));
  return new Uint8Array(Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]));
});
const bytes = asset({ key: "bytes" }, () => new Uint8Array(10_000).map((_, at) => at % 256));
const prices = asset({ key: "prices", ioManagerKey: "versions" }, (context) => {
  const count = Number(readFileSync("count.txt", "utf8"));
  context.addOutputMetadata({ mean: count / 2 });
  return Array.from({ length: count }, (_, id) => ({ id, price: id * 1.5 }));
});
const hostile = asset({ key: "hostile" }, () => [
  { "a.b": "<img src=x onerror=alert(1)>", "": Infinity, 'q"uote': NaN, "<b>bold</b>": "two\\nlines", ...Object.fromEntries(Array.from({ length: 300 }, (_, at) => ["c" + at, at])) },
]);
const daily = asset({ key: "daily", partitions: new StaticPartitionsDefinition(["monday", "tuesday"]) }, (context) => [{ day: context.partitionKey }]);
export default new Definitions({
  assets: [orders, settings, report, chart, photo, bytes, prices, hostile, daily],
  resources: { db: new DuckDBIOManager({ database: "data/shop.duckdb" }), versions: new VersionedIOManager({ uri: "versions" }) },
});
`;
