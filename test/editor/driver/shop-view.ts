// A sample graph: about forty assets in groups and in every state, in the format that the language server sends.
import type { AssetHistory, AssetStatus, GraphEdge, GraphNode, GraphView } from "../../../runtime/contract/graph.js";

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const made = (minutes: number, size: string): AssetStatus => ({
  state: "materialized",
  since: minutesAgo(minutes),
  size,
  durationMs: 1_240,
});

const groups: Readonly<Record<string, readonly string[]>> = {
  raw: ["orders_raw", "customers_raw", "products_raw", "stock_raw", "visits_raw", "campaigns_raw"],
  clean: ["orders", "customers", "products", "stock", "visits", "campaigns"],
  sales: ["daily_sales", "weekly_sales", "sales_by_region", "sales_by_product", "baskets", "returns", "refund_rate", "margins"],
  marketing: ["attribution", "campaign_costs", "campaign_return_on_investment_by_channel_and_week", "segments", "churn", "newsletter"],
  forecast: ["features", "training_set", "model", "backtest", "forecast_daily", "forecast_weekly"],
  reports: ["owner_report", "board_deck", "alerts", "dashboard", "export_to_bank"],
};

const wires =
  "orders_raw>orders customers_raw>customers products_raw>products stock_raw>stock visits_raw>visits campaigns_raw>campaigns " +
  "orders>daily_sales products>daily_sales daily_sales>weekly_sales orders>sales_by_region customers>sales_by_region orders>sales_by_product " +
  "products>sales_by_product orders>baskets orders>returns returns>refund_rate daily_sales>refund_rate sales_by_product>margins products>margins " +
  "visits>attribution campaigns>attribution orders>attribution campaigns>campaign_costs attribution>campaign_return_on_investment_by_channel_and_week " +
  "campaign_costs>campaign_return_on_investment_by_channel_and_week customers>segments orders>segments segments>churn segments>newsletter " +
  "daily_sales>features stock>features visits>features features>training_set training_set>model model>backtest model>forecast_daily " +
  "features>forecast_daily forecast_daily>forecast_weekly weekly_sales>owner_report margins>owner_report refund_rate>owner_report " +
  "forecast_weekly>board_deck campaign_return_on_investment_by_channel_and_week>board_deck owner_report>board_deck stock>alerts " +
  "forecast_daily>alerts owner_report>dashboard churn>dashboard refund_rate>export_to_bank";

const special: Readonly<Record<string, AssetStatus>> = {
  model: { state: "failed", since: minutesAgo(3), message: "TrainingError: the loss is NaN after 12 steps.\nLook at the learning rate." },
  backtest: { state: "skipped", since: minutesAgo(3) },
  forecast_daily: { state: "queued", since: minutesAgo(0) },
  training_set: { state: "running", since: minutesAgo(0.2), progress: { done: 40, total: 100, message: "days" } },
  newsletter: { state: "never" },
  churn: { state: "canceled", since: minutesAgo(600) },
};

export function shopView(): GraphView {
  const nodes = Object.entries(groups).flatMap(([group, keys]) => keys.map((key, at) => nodeOf(key, group, at)));
  const edges = wires.split(" ").map((wire): GraphEdge => {
    const [from = "", to = ""] = wire.split(">");
    if (to === "export_to_bank") return { from, to, kind: "dep", parameter: null };
    return { from, to, kind: "input", parameter: from, type: `readonly ${from[0]?.toUpperCase()}${from.slice(1)}Row[]` };
  });
  return { project: "file:///shop", name: "shop", nodes, edges, runId: null, cannotRun: null };
}

function nodeOf(key: string, group: string, at: number): GraphNode {
  return {
    key,
    group,
    description: `What the shop knows of its ${key.replaceAll("_", " ")}.`,
    kinds: group === "raw" ? ["csv"] : group === "forecast" ? ["python-free", "model"] : [],
    ioManagerKey: "io_manager",
    manager: group === "sales" ? "DuckDBIOManager" : "FilesystemIOManager",
    storedAt: group === "sales" ? `data/shop.duckdb#sales.${key}` : `data/${key}.parquet`,
    external: group === "raw" && at > 3,
    errors: key === "margins" ? 2 : 0,
    warnings: 0,
    status: special[key] ?? made(5 + at * 47, `${(at + 1) * 1_234} rows`),
  };
}

export function shopHistory(key: string): AssetHistory {
  const runs = Array.from({ length: 18 }, (_, at) => ({
    runId: `r${at}`,
    timestamp: minutesAgo(5 + at * 60 * 24),
    durationMs: 900 + ((at * 7_919) % 1_300),
    rows: 12_000 - at * 310 + ((at * 131) % 400),
    bytes: 1_000_000,
  }));
  return {
    made: runs,
    latest: {
      assetKey: key,
      runId: "r0",
      timestamp: minutesAgo(5),
      durationMs: 1_240,
      ioManagerKey: "io_manager",
      manager: "DuckDBIOManager",
      stored: null,
      metadata: {
        rows: { type: "int", value: 1_234_567 },
        share_of_returns: { type: "float", value: 0.0421 },
        note: {
          type: "md",
          value: "**Checked** against the *ledger*; see `orders`.\n\n- two orders without a customer\n- <b>no</b> tags\n",
        },
        chart: { type: "path", value: "data/charts/daily_sales.png" },
        source: { type: "url", value: "https://example.org/ledger" },
        top: {
          type: "table",
          value: {
            columns: ["region", "orders", "revenue"],
            records: [
              ["North", 512, 10_233.5],
              ["South", 498, 9_120],
              ["West", 77, 1_012.25],
            ],
          },
        },
        settings: { type: "json", value: { window: 7, weekdays: ["mon", "tue"] } },
        fresh: { type: "bool", value: true },
      },
    },
  };
}
