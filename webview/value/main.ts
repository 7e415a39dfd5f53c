// The entry of the value page: asks for the value, and asks again when the extension reports a change.
import * as l10n from "@vscode/l10n";
import { h, render } from "preact";
import type { ShownAsset } from "../../runtime/contract/value-page.js";
import { wordsOfPage } from "../page-words.js";
import { openHost } from "./host.js";
import { type Seen, View } from "./view.js";
import "./value.css";

l10n.config({ contents: wordsOfPage() });
const nonce = (document.currentScript as HTMLScriptElement | null)?.nonce ?? "";
const root = document.body.appendChild(document.createElement("div"));
root.id = "root";
let seen: Seen | undefined;

const host = openHost((message) => {
  if (message.kind === "value") open(message.value);
  else if (seen) void ask(seen.shown);
});

function open(shown: ShownAsset): void {
  const { comparing = false, grid } = host.recall(shown);
  seen = { shown, facts: null, trouble: null, updating: false, comparing, grid, version: 0 };
  keep();
  void ask(shown);
}

function keep(): void {
  if (seen) host.remember({ ...seen.shown, comparing: seen.comparing, ...(seen.grid === undefined ? {} : { grid: seen.grid }) });
}

/** Asks for the facts of the shown value. An answer that arrives after another value was opened is ignored. */
async function ask(shown: ShownAsset): Promise<void> {
  update({ updating: true });
  try {
    const { facts } = await host.ask<"facts">({ kind: "facts" });
    if (seen?.shown !== shown) return;
    const isNew = seen.facts !== null && JSON.stringify(seen.facts) !== JSON.stringify(facts);
    update({ facts, trouble: null, updating: false, version: seen.version + (isNew ? 1 : 0) });
    document.body.dataset.ready = "true";
  } catch (error) {
    if (seen?.shown === shown) update({ trouble: error instanceof Error ? error.message : String(error), updating: false });
    document.body.dataset.ready = "true";
  }
}

function update(change: Partial<Seen>): void {
  if (seen) seen = { ...seen, ...change };
  show();
}

function show(): void {
  if (seen) render(h(View, { seen, nonce, host, now: Date.now(), compare, arranged }), root);
}

function compare(comparing: boolean): void {
  update({ comparing });
  keep();
}

function arranged(grid: object): void {
  if (seen) seen = { ...seen, grid };
  keep();
}

// Updates relative times ("2 min ago").
setInterval(show, 15_000);
host.tell({ kind: "ready" });
