// The legend: what the icons, colors and lines of the graph mean.
import * as l10n from "@vscode/l10n";
import { type ComponentChild, h } from "preact";
import type { Look } from "../runtime/contract/state-looks.js";
import { STATE_SHAPES } from "../runtime/contract/state-shapes.js";
import { stateWord } from "../runtime/contract/state-words.js";
import { icon } from "./icon.js";

const LOOKS = Object.keys(STATE_SHAPES) as Look[];

export function Legend(): ComponentChild {
  const state = (look: Look) => h("li", { class: `is-${look}` }, icon(STATE_SHAPES[look]), h("span", {}, lookWord(look)));
  const line = (kind: string, words: string) =>
    h(
      "li",
      {},
      h("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" }, h("path", { class: kind, d: "M0 8h16" })),
      words,
    );
  return h(
    "details",
    { class: "meanings" },
    h("summary", { title: l10n.t("What icons and lines mean") }, l10n.t("Legend")),
    h(
      "ul",
      {},
      LOOKS.map(state),
      line("loads", l10n.t("the value is loaded")),
      line("orders", l10n.t("runs afterwards, nothing is loaded")),
      h("li", {}, h("span", { class: "stripe" }), l10n.t("the color at the left: the group")),
    ),
  );
}

function lookWord(look: Look): string {
  if (look === "stale") return l10n.t("stale: upstream changed");
  return look === "partial" ? l10n.t("partitions are missing") : stateWord(look);
}
