// The requests that the page sends when its state changes. Each request is sent once, and again if its answer may have changed.
import type { FromPage } from "../runtime/contract/graph.js";
import type { State } from "./model.js";

export class Questions {
  private asked = { text: "", history: "" };

  constructor(private readonly tell: (intent: FromPage) => void) {}

  /** `anew` is true if the project may have changed since the last request with the same text. */
  ask({ query, selected, view }: State, isSelection: boolean, anew: boolean): void {
    if (!view) return;
    const text = isSelection ? query.trim() : "";
    if (text !== "" && (anew || text !== this.asked.text)) this.tell({ kind: "find", text });
    // Includes the asset's status, because a new materialization adds a record.
    const status = view.nodes.find((node) => node.key === selected)?.status;
    const settled = status && status.state !== "running" && status.state !== "queued";
    const history = selected !== null && settled ? `${selected} ${status.state} ${status.since}` : "";
    if (selected !== null && history !== "" && history !== this.asked.history) this.tell({ kind: "history", key: selected });
    this.asked = { text, history: settled || selected === null ? history : this.asked.history };
  }
}
