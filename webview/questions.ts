// What the page asks the extension as its state changes: each question once, and again when its answer may be another.
import type { FromPage } from "../runtime/contract/graph.js";
import type { State } from "./model.js";

export class Questions {
  private asked = { text: "", history: "" };

  constructor(private readonly tell: (intent: FromPage) => void) {}

  /** `anew` when the project may have changed under the same words. */
  ask({ query, selected, view }: State, isSelection: boolean, anew: boolean): void {
    if (!view) return;
    const text = isSelection ? query.trim() : "";
    if (text !== "" && (anew || text !== this.asked.text)) this.tell({ kind: "find", text });
    // Of the asset as it stands: a new materialization brings a new record.
    const status = view.nodes.find((node) => node.key === selected)?.status;
    const settled = status && status.state !== "running" && status.state !== "queued";
    const history = selected !== null && settled ? `${selected} ${status.state} ${status.since}` : "";
    if (selected !== null && history !== "" && history !== this.asked.history) this.tell({ kind: "history", key: selected });
    this.asked = { text, history: settled || selected === null ? history : this.asked.history };
  }
}
