// The newest value beside an earlier one: what the records say of both, and what differs.
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
      { class: "comparison", "aria-label": "Comparison" },
      h("p", {}, "There is no earlier materialization to compare with."),
    );
  const options = earlier.map(({ materialization: record, kept }, at) =>
    h("option", { value: at, selected: at === chosen }, `${timeWords(record.timestamp)}${kept ? " (value kept)" : ""}`),
  );
  const picked = (event: Event) => choose(Number((event.currentTarget as HTMLSelectElement).value));
  return h(
    "section",
    { class: "comparison", "aria-label": "Comparison" },
    h("label", {}, "Compare with ", h("select", { onChange: picked }, options)),
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ["", "Then", "Now", "Change"].map((title) => h("th", { scope: "col" }, title)),
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
      ? h(Button, { label: "Compare the Values", look: "secondary", onClick: () => compare(other.materialization.runId) })
      : h(
          Fragment,
          {},
          h(
            "p",
            { class: "muted" },
            "A newer value took its place; only its record is left. A VersionedIOManager keeps the values as well.",
          ),
        ),
  );
}
