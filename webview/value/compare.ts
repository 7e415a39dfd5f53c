// Compares the newest value with an earlier one: what the records say about both, and what differs.
import * as l10n from "@vscode/l10n";
import { type ComponentChild, Fragment, h } from "preact";
import { useState } from "preact/hooks";
import type { ValueFacts } from "../../runtime/contract/value.js";
import { Button } from "../controls.js";
import { timeWords } from "../metadata.js";
import { differences } from "./differences.js";

export function Comparison({ facts, compare }: { facts: ValueFacts; compare: (runId: string) => void }): ComponentChild {
  const [chosen, choose] = useState(0);
  const { earlier, materialization } = facts;
  const other = earlier[Math.min(chosen, earlier.length - 1)];
  if (materialization === null || other === undefined)
    return h(
      "section",
      { class: "comparison", "aria-label": l10n.t("Comparison") },
      h("p", {}, l10n.t("There is no earlier materialization to compare with.")),
    );
  const options = earlier.map(({ materialization: record, kept }, at) =>
    h(
      "option",
      { value: at, selected: at === chosen },
      kept ? l10n.t`${timeWords(record.timestamp)} (value kept)` : timeWords(record.timestamp),
    ),
  );
  const picked = (event: Event) => choose(Number((event.currentTarget as HTMLSelectElement).value));
  return h(
    "section",
    { class: "comparison", "aria-label": l10n.t("Comparison") },
    h("label", {}, l10n.t("Compare with"), " ", h("select", { onChange: picked }, options)),
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ["", l10n.t("Then"), l10n.t("Now"), l10n.t("Change")].map((title) => h("th", { scope: "col" }, title)),
        ),
      ),
      h(
        "tbody",
        {},
        differences(other.materialization, materialization).map(({ name, before, after, change }) =>
          h(
            "tr",
            { class: before === after ? "same" : "" },
            h("th", { scope: "row" }, name),
            h("td", {}, before),
            h("td", {}, after),
            h("td", {}, change),
          ),
        ),
      ),
    ),
    other.kept
      ? h(Button, { label: l10n.t("Compare the Values"), look: "secondary", onClick: () => compare(other.materialization.runId) })
      : h(
          Fragment,
          {},
          h(
            "p",
            { class: "muted" },
            l10n.t("A newer value took its place; only its record is left. A VersionedIOManager keeps the values as well."),
          ),
        ),
  );
}
