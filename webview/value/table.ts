// The table view: rows, their number, copying, and the cell that has the focus.
import * as l10n from "@vscode/l10n";
import { type ComponentChild, h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { counted } from "../../runtime/contract/count-words.js";
import type { RowColumn, RowPage, RowQuestion, ValueShape } from "../../runtime/contract/value.js";
import { MOST_COPIED } from "../../runtime/contract/value-page.js";
import { Button } from "../controls.js";
import { numberWords } from "../metadata.js";
import { type CopyFormat, cellText, copied, wholeText } from "./cells.js";
import { type Grid, openGrid } from "./grid.js";

type Rows = Extract<ValueShape, { kind: "rows" }>;

export interface TableProps {
  readonly shape: Rows;
  /** Changes when the value changes. */
  readonly version: number;
  readonly nonce: string;
  ask(question: RowQuestion): Promise<RowPage>;
  copy(text: string): void;
  /** The stored arrangement of the table. */
  readonly arrangement: object | undefined;
  arranged(arrangement: object): void;
}

/** The number of rows that are copied if none are selected. */
const COPIED = 10_000;
/** A cell longer than this many characters is shown completely below the table. */
const LONG = 40;

interface Cell {
  readonly column: RowColumn;
  readonly value: unknown;
}

export function Table({ shape, version, nonce, ask, copy, arrangement, arranged }: TableProps): ComponentChild {
  const element = useRef<HTMLDivElement>(null);
  const grid = useRef<Grid | null>(null);
  const [passing, setPassing] = useState<{ total: number; filtered: boolean }>({ total: shape.total, filtered: false });
  const [trouble, setTrouble] = useState<string>();
  const [cell, setCell] = useState<Cell | null>(null);
  const [format, setFormat] = useState<CopyFormat>("tsv");
  const [said, setSaid] = useState("");
  const [uncopied, setUncopied] = useState<string>();
  const columns = JSON.stringify(shape.columns);

  // Other columns need a new table. A new value with the same columns keeps sorting and filters.
  useEffect(() => {
    if (!element.current) return;
    const { total } = shape;
    grid.current = openGrid(element.current, {
      columns: shape.columns,
      total,
      nonce,
      ask,
      counted(total, filtered) {
        setPassing({ total, filtered });
        setTrouble(undefined);
      },
      failed(message, filtered) {
        setPassing({ total, filtered });
        setTrouble(message);
      },
      focused: setCell,
      arrangement,
      arranged,
      copy,
    });
    return () => grid.current?.destroy();
  }, [columns]);
  useEffect(() => {
    if (version > 0) grid.current?.refresh(shape.total);
  }, [version]);
  // The value was loaded again, so rows that could not be loaded before may be available now.
  useEffect(() => {
    if (trouble !== undefined) grid.current?.again();
  }, [shape]);

  const copyRows = async () => {
    try {
      const selected = grid.current?.selected() ?? [];
      const rows = selected.length > 0 ? selected : ((await grid.current?.first(COPIED)) ?? []);
      const text = copied(rows, shape.columns, format);
      if (text.length > MOST_COPIED) throw new Error(l10n.t("They are too much text for the clipboard. Select fewer."));
      copy(text);
      setUncopied(undefined);
      setSaid(l10n.t`${counted(rows.length, "row")} copied`);
      setTimeout(() => setSaid(""), 2_000);
    } catch (error) {
      setUncopied(l10n.t`The rows were not copied. ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const formats: readonly (readonly [CopyFormat, string])[] = [
    ["tsv", l10n.t("for a spreadsheet")],
    ["csv", l10n.t("as CSV")],
    ["json", l10n.t("as JSON")],
    ["markdown", l10n.t("as Markdown")],
  ];
  const picked = (event: Event) => setFormat((event.currentTarget as HTMLSelectElement).value as CopyFormat);
  return h(
    "div",
    { class: "table" },
    h(
      "div",
      { class: "bar" },
      h(
        "span",
        { class: "count", role: "status" },
        said === "" ? countWords(trouble === undefined ? passing : { total: shape.total, filtered: false }, shape) : said,
      ),
      passing.filtered
        ? h(Button, { label: l10n.t("Clear filters"), look: "secondary", onClick: () => grid.current?.clearFilters() })
        : null,
      h("span", { class: "spring" }),
      h(Button, {
        label: l10n.t("Copy rows"),
        hint: l10n.t`Copy rows: the selected ones, or the first ${numberWords(COPIED)}`,
        look: "secondary",
        onClick: () => void copyRows(),
      }),
      h(
        "select",
        { "aria-label": l10n.t("Copy format"), onChange: picked },
        formats.map(([value, label]) => h("option", { value, selected: value === format }, label)),
      ),
    ),
    uncopied === undefined ? null : h("p", { class: "trouble", role: "alert" }, uncopied),
    trouble === undefined
      ? null
      : h(
          "p",
          { class: "trouble", role: "alert" },
          `${trouble} `,
          h(Button, { label: l10n.t("Try again"), look: "secondary", onClick: () => grid.current?.again() }),
        ),
    h("div", { ref: element, class: "grid" }),
    cell !== null && isLong(cell.value) ? h(WholeCell, { cell, copy }) : null,
  );
}

function WholeCell({ cell, copy }: { cell: Cell; copy: (text: string) => void }): ComponentChild {
  const text = wholeText(cell.value);
  return h(
    "section",
    { class: "whole-cell", "aria-label": l10n.t`The cell of ${cell.column.name}` },
    h(
      "div",
      { class: "bar" },
      h("b", {}, cell.column.name),
      h("span", { class: "muted" }, cell.column.type),
      h("span", { class: "spring" }),
      h(Button, { label: l10n.t("Copy"), look: "secondary", onClick: () => copy(text) }),
    ),
    h("pre", { tabIndex: 0 }, text),
  );
}

function isLong(value: unknown): boolean {
  return (typeof value === "object" && value !== null) || cellText(value).length > LONG;
}

function countWords({ total, filtered }: { total: number; filtered: boolean }, { total: all, pagedBy }: Rows): string {
  const rows = counted(all, "row");
  if (filtered)
    return l10n.t({ message: "{0} of {1}, filtered", args: [numberWords(total), rows], comment: "{1} is a count: 1,000 rows." });
  return pagedBy === "storage" ? l10n.t`${rows}, read page by page from the database` : l10n.t`${rows}, loaded`;
}
