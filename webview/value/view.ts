// The page that shows one stored value: its facts, and a view for its shape.
import * as l10n from "@vscode/l10n";
import { type ComponentChild, Fragment, h } from "preact";
import { age } from "../../runtime/contract/time-words.js";
import type { PartitionsShown, ValueFacts } from "../../runtime/contract/value.js";
import type { ShownAsset } from "../../runtime/contract/value-page.js";
import { Button, Spinner, Toggle } from "../controls.js";
import { numberWords, timeWords } from "../metadata.js";
import { Comparison } from "./compare.js";
import type { Host } from "./host.js";
import { BytesView, TextView } from "./media.js";
import { Table } from "./table.js";
import { Tree } from "./tree.js";

export interface Seen {
  readonly shown: ShownAsset;
  /** Null until the facts have arrived. */
  readonly facts: ValueFacts | null;
  readonly trouble: string | null;
  /** True while a newer value is being loaded. */
  readonly updating: boolean;
  readonly comparing: boolean;
  /** The arrangement of the table. */
  readonly grid: object | undefined;
  /** The number of values received so far. */
  readonly version: number;
}

export interface ViewProps {
  readonly seen: Seen;
  readonly nonce: string;
  readonly host: Host;
  readonly now: number;
  compare(on: boolean): void;
  arranged(grid: object): void;
}

export function View(props: ViewProps): ComponentChild {
  const { seen, host, nonce, arranged } = props;
  const { facts, trouble } = seen;
  return h(
    Fragment,
    {},
    h(Header, props),
    seen.comparing && facts ? h(Comparison, { facts, compare: (runId) => host.tell({ kind: "compare", runId }) }) : null,
    h(
      "main",
      {},
      trouble === null ? null : h("p", { class: "trouble", role: "alert" }, trouble),
      facts === null
        ? trouble === null
          ? h(Spinner, {})
          : null
        : h(Shape, { key: keyOf(facts), facts, host, nonce, arranged, grid: seen.grid, version: seen.version }),
    ),
  );
}

/** A value of another kind gets new elements. */
function keyOf({ key, shape }: ValueFacts): string {
  return `${key} ${shape.kind}`;
}

function Header({ seen, host, now, compare }: ViewProps): ComponentChild {
  const { shown, facts, comparing, updating } = seen;
  const act = (kind: "openFile" | "openAsset" | "showGraph" | "materialize") => () => host.tell({ kind });
  const button = (label: string, kind: Parameters<typeof act>[0]) => h(Button, { label, look: "secondary", onClick: act(kind) });
  return h(
    "header",
    {},
    h("h1", {}, shown.key, shown.partitionKey === undefined ? null : h("span", { class: "partition" }, shown.partitionKey)),
    h(
      "p",
      { class: "facts" },
      facts === null ? null : factsLine(facts, now),
      updating ? h("span", { role: "status" }, ` · ${l10n.t("updating…")}`) : null,
    ),
    h(
      "div",
      { class: "bar" },
      button(l10n.t("Materialize"), "materialize"),
      button(l10n.t("Open code"), "openAsset"),
      button(l10n.t("Show in graph"), "showGraph"),
      facts !== null && isFile(facts) ? button(l10n.t("Open file"), "openFile") : null,
      facts !== null && facts.materialization !== null
        ? h(
            Toggle,
            {
              id: "compare",
              label: l10n.t("Compare"),
              hint: l10n.t("Compare with an earlier materialization"),
              pressed: comparing,
              onChange: compare,
            },
            l10n.t("Compare"),
          )
        : null,
    ),
  );
}

function isFile({ storedAt }: ValueFacts): boolean {
  return storedAt !== null && !/#|^[a-z][a-z0-9+.-]+:\/\//i.test(storedAt) && !storedAt.startsWith("memory:");
}

function factsLine({ storedAt, ioManagerKey, materialization }: ValueFacts, now: number): ComponentChild {
  const parts: ComponentChild[] = [];
  if (materialization !== null) {
    const { timestamp, runId } = materialization;
    parts.push(h("span", { title: l10n.t`${timeWords(timestamp)}, run ${runId}` }, l10n.t`materialized ${age(timestamp, now)}`));
  }
  if (storedAt !== null) parts.push(h("code", {}, storedAt));
  if (ioManagerKey !== null) parts.push(ioManagerKey);
  return parts.flatMap((part, at) => (at === 0 ? [part] : [" · ", part]));
}

interface ShapeProps {
  readonly facts: ValueFacts;
  readonly host: Host;
  readonly nonce: string;
  readonly version: number;
  readonly grid: object | undefined;
  arranged(grid: object): void;
}

function Shape({ facts, host, nonce, version, grid, arranged }: ShapeProps): ComponentChild {
  const { shape } = facts;
  const copy = (text: string) => host.tell({ kind: "copy", text });
  switch (shape.kind) {
    case "rows":
      return h(Table, {
        shape,
        version,
        nonce,
        copy,
        arranged,
        arrangement: grid,
        ask: async (question) => (await host.ask<"rows">({ kind: "rows", ...question })).page,
      });
    case "tree":
      return h(Tree, {
        key: version,
        root: shape.root,
        ask: async (path, offset, limit) => (await host.ask<"entries">({ kind: "entries", path, offset, limit })).entries,
      });
    case "text":
      return h(TextView, { shape });
    case "bytes":
      return h(BytesView, {
        key: version,
        shape,
        ask: askBytes(host),
        openFile: isFile(facts) ? () => host.tell({ kind: "openFile" }) : null,
      });
    case "partitions":
      return h(Partitions, { partitions: shape.partitions, open: (partitionKey) => host.tell({ kind: "partition", partitionKey }) });
    case "nothing":
      return h("p", { class: "nothing" }, shape.reason);
    default:
      return shape satisfies never;
  }
}

const askers = new WeakMap<Host, (offset: number, length: number) => Promise<Uint8Array>>();

/** Returns the same function for the same host, so that effects run once. */
function askBytes(host: Host): (offset: number, length: number) => Promise<Uint8Array> {
  const known = askers.get(host);
  if (known) return known;
  const ask = async (offset: number, length: number) => {
    const { data } = await host.ask<"bytes">({ kind: "bytes", offset, length });
    return Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  };
  askers.set(host, ask);
  return ask;
}

function Partitions({ partitions, open }: { partitions: PartitionsShown; open: (key: string) => void }): ComponentChild {
  const { total, materialized, materializations } = partitions;
  const rows = [...materializations]
    .reverse()
    .flatMap(({ partitionKey, timestamp, stored }) =>
      partitionKey === undefined
        ? []
        : [
            h(
              "tr",
              {},
              h("td", {}, h("button", { type: "button", class: "link", onClick: () => open(partitionKey) }, partitionKey)),
              h("td", {}, timeWords(timestamp)),
              h("td", { class: "numeric" }, stored?.rows === undefined ? "" : numberWords(stored.rows)),
              h("td", {}, stored?.storedAt ?? ""),
            ),
          ],
    );
  const titles = [l10n.t("Partition"), l10n.t("Materialized"), l10n.t("Rows"), l10n.t("Stored at")].map((title) =>
    h("th", { scope: "col" }, title),
  );
  return h(
    "div",
    { class: "partitions" },
    h("p", {}, l10n.t`${numberWords(materialized)} of ${numberWords(total)} partitions have a value.`),
    rows.length === 0 ? null : h("table", {}, h("thead", {}, h("tr", {}, titles)), h("tbody", {}, rows)),
  );
}
