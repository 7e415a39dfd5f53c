// The pane beside the graph: all information about the selected asset, and its actions.
import * as l10n from "@vscode/l10n";
import { type ComponentChild, h } from "preact";
import { counted } from "../runtime/contract/count-words.js";
import type { AssetHistory, GraphEdge, GraphNode, GraphView } from "../runtime/contract/graph.js";
import { lookOf } from "../runtime/contract/state-looks.js";
import { STATE_SHAPES } from "../runtime/contract/state-shapes.js";
import { statusWords } from "../runtime/contract/status-words.js";
import { duration } from "../runtime/contract/time-words.js";
import { Button } from "./controls.js";
import type { Fold } from "./folds.js";
import { neighboursOf } from "./graph-index.js";
import { History } from "./history.js";
import { icon } from "./icon.js";
import { buttonIcons } from "./icons.js";
import { MetadataList } from "./metadata.js";
import { foldName } from "./words.js";

export interface DetailsActs {
  select(key: string | null): void;
  open(key: string): void;
  preview(key: string): void;
  materialize(key: string, upstream: boolean): void;
  openEntry(key: string, name: string): void;
  /** Shows the asset and its neighbors. */
  centre(key: string): void;
  fold(id: string, folded: boolean): void;
}

export interface DetailsProps {
  readonly view: GraphView;
  readonly node: GraphNode;
  /** The asset's records; null until they have been received. */
  readonly history: AssetHistory | null;
  /** The fold that the asset can be folded into; null if it has no fold or the fold is already folded. */
  readonly fold: Fold | null;
  readonly isCentre: boolean;
  readonly now: number;
  readonly acts: DetailsActs;
}

export function Details({ view, node, history, fold, isCentre, now, acts }: DetailsProps): ComponentChild {
  const { upstream, downstream } = neighboursOf(view, node.key);
  return h(
    "aside",
    { class: "details", "aria-label": l10n.t`Details of ${node.key}` },
    h(
      "div",
      { class: "title" },
      h("h2", {}, node.key),
      h(
        Button,
        { label: l10n.t("Close"), hint: l10n.t("Close (Escape)"), look: "icon", onClick: () => acts.select(null) },
        icon(buttonIcons.close),
      ),
    ),
    node.description ? h("p", { class: "description" }, node.description) : null,
    h(Result, { node, now }),
    h(Actions, { view, node, hasUpstream: upstream.length > 0, acts }),
    h(
      "div",
      { class: "ways" },
      isCentre ? null : h("button", { type: "button", class: "link", onClick: () => acts.centre(node.key) }, l10n.t("Show what is around")),
      fold ? h("button", { type: "button", class: "link", onClick: () => acts.fold(fold.id, true) }, l10n.t`Fold ${foldName(fold)}`) : null,
    ),
    h(
      "dl",
      {},
      ...fact(l10n.t("Group"), node.group),
      ...fact(l10n.t("Kinds"), node.kinds.join(", ")),
      ...fact(l10n.t("Manager"), [node.manager, node.ioManagerKey].filter(Boolean).join(" · ")),
      ...fact(l10n.t("Stored at"), node.storedAt ? h(StoredAt, { node, storedAt: node.storedAt, acts }) : ""),
      ...fact(l10n.t("Problems"), problemWords(node)),
      ...fact(
        l10n.t("Upstream"),
        links(upstream, (edge) => edge.from, acts),
      ),
      ...fact(
        l10n.t("Downstream"),
        links(downstream, (edge) => edge.to, acts),
      ),
    ),
    history ? h(History, { made: history.made }) : null,
    history?.latest
      ? h(MetadataList, {
          metadata: history.latest.metadata,
          acts: { openEntry: (name: string) => acts.openEntry(node.key, name), select: acts.select },
        })
      : null,
  );
}

function Result({ node, now }: { node: GraphNode; now: number }): ComponentChild {
  const { status } = node;
  const took = status.durationMs === undefined ? "" : ` · ${l10n.t`took ${duration(status.durationMs)}`}`;
  return h(
    "div",
    { class: `result is-${status.state}` },
    h("div", { class: "line" }, icon(STATE_SHAPES[lookOf(status)]), h("span", {}, `${statusWords(status, now)}${took}`)),
    status.message ? h("pre", { class: "message" }, status.message) : null,
  );
}

interface ActionProps {
  readonly view: GraphView;
  readonly node: GraphNode;
  readonly hasUpstream: boolean;
  readonly acts: DetailsActs;
}

function Actions({ view, node, hasUpstream, acts }: ActionProps): ComponentChild {
  const disabled = view.cannotRun !== null;
  const why = view.cannotRun ? { hint: view.cannotRun } : {};
  const code = h(Button, { label: l10n.t("Open code"), look: "secondary", onClick: () => acts.open(node.key) });
  if (node.external) return h("div", { class: "actions" }, code);
  return h(
    "div",
    { class: "actions" },
    h(Button, { label: l10n.t("Materialize"), look: "primary", disabled, ...why, onClick: () => acts.materialize(node.key, false) }),
    hasUpstream
      ? h(Button, { label: l10n.t("With upstream"), look: "secondary", disabled, ...why, onClick: () => acts.materialize(node.key, true) })
      : null,
    code,
  );
}

function StoredAt({ node, storedAt, acts }: { node: GraphNode; storedAt: string; acts: DetailsActs }): ComponentChild {
  return h(
    "div",
    { class: "stored" },
    h("code", {}, storedAt),
    node.status.state === "never"
      ? null
      : h(Button, {
          label: l10n.t("Preview"),
          hint: l10n.t`Preview the stored value of ${node.key}`,
          look: "secondary",
          onClick: () => acts.preview(node.key),
        }),
  );
}

function fact(name: string, value: string | ComponentChild): ComponentChild[] {
  return value === "" ? [] : [h("dt", {}, name), h("dd", {}, value)];
}

function links(edges: readonly GraphEdge[], other: (edge: GraphEdge) => string, acts: DetailsActs): ComponentChild | "" {
  if (edges.length === 0) return "";
  const items = edges.map((edge) => {
    const key = other(edge);
    const as = edge.parameter && edge.parameter !== edge.from ? l10n.t`as ${edge.parameter}` : "";
    const how = edge.kind === "dep" ? l10n.t("ordered only") : [as, edge.type].filter(Boolean).join(": ");
    const button = h("button", { type: "button", class: "link", onClick: () => acts.select(key) }, key);
    return h("li", {}, button, how ? h("span", { class: "how" }, how) : null);
  });
  return h("ul", {}, items);
}

function problemWords({ errors, warnings }: GraphNode): string {
  const words = [];
  if (errors > 0) words.push(counted(errors, "error"));
  if (warnings > 0) words.push(counted(warnings, "warning"));
  return words.join(", ");
}
