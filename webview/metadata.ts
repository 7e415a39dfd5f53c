// Shows the metadata of a materialization, each entry according to its type.
import * as l10n from "@vscode/l10n";
import { type ComponentChild, Fragment, h } from "preact";
import { language } from "../runtime/contract/language.js";
import type { Metadata, MetadataEntry } from "../runtime/contract/run.js";
import { isWebAddress, Markdown } from "./markdown.js";

export interface MetadataActs {
  openEntry(name: string): void;
  select(key: string): void;
}

/** The limit of rows for a table entry. A larger table should be stored as the value. */
const rowsShown = 20;

export function MetadataList({ metadata, acts }: { metadata: Metadata; acts: MetadataActs }): ComponentChild {
  const entries = Object.entries(metadata);
  if (entries.length === 0) return null;
  return h(
    Fragment,
    {},
    h("h3", {}, l10n.t("Metadata")),
    h(
      "dl",
      { class: "metadata" },
      entries.flatMap(([name, entry]) => [h("dt", {}, name), h("dd", {}, shown(name, entry, acts))]),
    ),
  );
}

function shown(name: string, entry: MetadataEntry, acts: MetadataActs): ComponentChild {
  switch (entry.type) {
    case "text":
      return h("span", { class: "text" }, entry.value);
    case "md":
      return h(Markdown, { text: entry.value });
    case "int":
    case "float":
      return h("span", { class: "number" }, numberWords(entry.value));
    case "bool":
      return entry.value ? l10n.t("yes") : l10n.t("no");
    case "timestamp":
      return timeWords(entry.value);
    case "url":
      return isWebAddress(entry.value) ? h("a", { href: entry.value }, entry.value) : entry.value;
    case "path":
      return h("button", { type: "button", class: "link", onClick: () => acts.openEntry(name) }, entry.value);
    case "asset":
      return h("button", { type: "button", class: "link", onClick: () => acts.select(entry.value) }, entry.value);
    case "json":
      return h("pre", { tabIndex: 0 }, JSON.stringify(entry.value, null, 2));
    case "table":
      return grid(name, entry.value.columns, entry.value.records);
    case "table_schema":
      return grid(
        name,
        [l10n.t("column"), l10n.t("type")],
        entry.value.columns.map((column) => [column.name, column.type]),
      );
    case "null":
      return h("span", { class: "muted" }, "null");
    default:
      return entry satisfies never;
  }
}

function grid(name: string, columns: readonly string[], records: readonly (readonly unknown[])[]): ComponentChild {
  const more = records.length - rowsShown;
  return h(
    Fragment,
    {},
    h(
      "div",
      { class: "scroll", tabIndex: 0, role: "region", "aria-label": l10n.t`Table ${name}` },
      h(
        "table",
        {},
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            columns.map((column) => h("th", { scope: "col" }, column)),
          ),
        ),
        h(
          "tbody",
          {},
          records.slice(0, rowsShown).map((row) =>
            h(
              "tr",
              {},
              columns.map((_, at) => cell(row[at])),
            ),
          ),
        ),
      ),
    ),
    more > 0 ? h("div", { class: "muted" }, l10n.t`and ${more} more`) : null,
  );
}

function cell(value: unknown): ComponentChild {
  if (typeof value === "number") return h("td", { class: "number" }, numberWords(value));
  return h("td", {}, value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value));
}

/** `1234567.891` → `"1,234,567.891"`. */
export function numberWords(value: number): string {
  return Number.isFinite(value) ? value.toLocaleString(language(), { maximumSignificantDigits: 15 }) : String(value);
}

/** `"2026-11-20T21:48:25.123Z"` → `"2026-11-20 21:48:25"`, in the machine's time zone. */
export function timeWords(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const two = (part: number) => String(part).padStart(2, "0");
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${date} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}
