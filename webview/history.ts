// A small chart of the last materializations: a bar for the duration, and a line for the number of rows, or of bytes without rows.
import * as l10n from "@vscode/l10n";
import { type ComponentChild, Fragment, h } from "preact";
import { counted } from "../runtime/contract/count-words.js";
import type { MadeValue } from "../runtime/contract/graph.js";
import { duration } from "../runtime/contract/time-words.js";
import { timeWords } from "./metadata.js";
import { barsOf, lineOf } from "./spark.js";

const [width, height, inset] = [260, 44, 3];

export function History({ made }: { made: readonly MadeValue[] }): ComponentChild {
  if (made.length < 2) return null;
  const oldestFirst = [...made].reverse();
  const measured = made.some((value) => value.rows !== undefined) ? "rows" : "bytes";
  const bars = barsOf(
    oldestFirst.map((value) => value.durationMs),
    width,
    height,
  );
  const line = lineOf(
    oldestFirst.map((value) => value[measured] ?? null),
    width,
    height,
    inset,
  );
  return h(
    Fragment,
    {},
    h("h3", {}, l10n.t("History")),
    h(
      "svg",
      { class: "spark", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": historyWords(made) },
      bars.map((bar, at) =>
        h(
          "rect",
          { class: "bar", x: bar.x, y: bar.y, width: bar.width, height: bar.height, rx: 1 },
          h("title", {}, oneWords(oldestFirst[at])),
        ),
      ),
      line === "" ? null : h("path", { class: "line", d: line }),
    ),
    h(
      "div",
      { class: "legend" },
      h("span", { class: "of-bars" }, l10n.t("duration")),
      line === "" ? null : h("span", { class: "of-line" }, measured === "rows" ? l10n.t("rows") : l10n.t("bytes")),
    ),
  );
}

/** The content of the chart as text, for screen readers. */
export function historyWords(made: readonly MadeValue[]): string {
  const durations = made.map((value) => value.durationMs);
  const rows = made.map((value) => value.rows).filter((count) => count !== undefined);
  const spread = (least: string, most: string) => (least === most ? least : l10n.t`${least} to ${most}`);
  const times = spread(duration(Math.min(...durations)), duration(Math.max(...durations)));
  if (rows.length === 0) return l10n.t`The last ${made.length} materializations took ${times}.`;
  const stored = spread(String(Math.min(...rows)), counted(Math.max(...rows), "row"));
  return l10n.t`The last ${made.length} materializations took ${times}, stored ${stored}.`;
}

function oneWords(value: MadeValue | undefined): string {
  if (!value) return "";
  const rows = value.rows === undefined ? undefined : counted(value.rows, "row");
  const bytes = value.bytes === undefined ? undefined : counted(value.bytes, "byte");
  return [timeWords(value.timestamp), value.partitionKey, l10n.t`took ${duration(value.durationMs)}`, rows ?? bytes]
    .filter(Boolean)
    .join("\n");
}
