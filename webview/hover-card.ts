// A card beside the mouse: an asset's kind, manager, size and age, or what an edge transfers.
import * as l10n from "@vscode/l10n";
import { type ComponentChild, Fragment, h, render } from "preact";
import { counted } from "../runtime/contract/count-words.js";
import { lookOf } from "../runtime/contract/state-looks.js";
import { statusWords } from "../runtime/contract/status-words.js";
import { duration } from "../runtime/contract/time-words.js";
import { foldWords } from "./folds.js";
import { managerName } from "./model.js";
import type { SceneEdge, SceneNode } from "./scene.js";
import { edgeWords } from "./words.js";

/** Milliseconds before the card appears, so that it does not flicker when the mouse only passes. */
const rest = 250;

export class HoverCard {
  private readonly element = document.createElement("div");
  private timer = 0;

  constructor(parent: HTMLElement) {
    this.element.className = "card";
    // Hidden from screen readers, because the label of the node says the same.
    this.element.setAttribute("aria-hidden", "true");
    this.element.hidden = true;
    parent.append(this.element);
  }

  point(at: SceneNode | SceneEdge | null, { clientX, clientY }: { clientX: number; clientY: number }): void {
    this.hide();
    if (at) this.timer = window.setTimeout(() => this.show(at, clientX, clientY), rest);
  }

  hide(): void {
    clearTimeout(this.timer);
    this.element.hidden = true;
  }

  private show(at: SceneNode | SceneEdge, x: number, y: number): void {
    render("from" in at ? edgeCard(at) : nodeCard(at, Date.now()), this.element);
    this.element.hidden = false;
    const { width, height } = this.element.getBoundingClientRect();
    const left = Math.max(8, Math.min(x + 14, innerWidth - width - 8));
    const below = y + 18 + height < innerHeight - 8;
    this.element.style.left = `${left}px`;
    this.element.style.top = `${Math.max(8, below ? y + 18 : y - height - 12)}px`;
  }
}

function edgeCard(edge: SceneEdge): ComponentChild {
  const [between, as] = edgeWords(edge);
  return h(Fragment, {}, h("div", { class: "name" }, between), h("code", {}, as));
}

function nodeCard(node: SceneNode, now: number): ComponentChild {
  if (node.fold) {
    const { name, members, states } = node.fold;
    const some = members.length > 8 ? [...members.slice(0, 8), l10n.t`and ${members.length - 8} more`] : members;
    return h(
      Fragment,
      {},
      h("div", { class: "name" }, name),
      h("div", {}, `${counted(members.length, "asset")} · ${foldWords(states, members.length)}`),
      h("div", { class: "muted" }, some.join(", ")),
    );
  }
  const { status } = node;
  const took = status.durationMs === undefined ? "" : ` · ${l10n.t`took ${duration(status.durationMs)}`}`;
  const what = [node.external ? l10n.t("external") : "", ...node.kinds, managerName(node)].filter(Boolean).join(" · ");
  return h(
    Fragment,
    {},
    h("div", { class: "name" }, node.key),
    node.description ? h("div", { class: "muted" }, node.description) : null,
    what ? h("div", {}, what) : null,
    h("div", { class: `is-${lookOf(status)}` }, `${statusWords(status, now)}${took}`),
    status.message ? h("div", { class: "failure" }, status.message) : null,
    node.storedAt ? h("code", {}, node.storedAt) : null,
  );
}
