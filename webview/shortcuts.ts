// The keyboard shortcuts of the page. The shortcuts for moving in the graph are part of the drawing.
import { focusSearchField } from "./controls.js";
import type { State } from "./model.js";
import { searchId } from "./toolbar.js";

interface KeyActs {
  search(query: string): void;
  select(key: string | null): void;
  fit(): void;
  pin(pinned: boolean): void;
  zoom(factor: number): void;
}

/** `focusNode` moves the focus from the search field to the graph. */
export function onKey(event: KeyboardEvent, { state, acts, focusNode }: { state: State; acts: KeyActs; focusNode: () => void }): void {
  const inField = event.target instanceof Element && event.target.id === searchId;
  if (event.key === "Escape") {
    if (state.query) acts.search("");
    else acts.select(null);
    if (inField) focusNode();
    return;
  }
  if (inField || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") focusSearchField(searchId);
  else if (event.key.toLowerCase() === "f") acts.fit();
  else if (event.key.toLowerCase() === "p") acts.pin(!state.pinned);
  else if (event.key === "+" || event.key === "=") acts.zoom(1.3);
  else if (event.key === "-") acts.zoom(1 / 1.3);
  else return;
  event.preventDefault();
}
