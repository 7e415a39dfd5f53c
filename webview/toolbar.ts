// The bar above the drawing: run and cancel, how the project stands, search, zoom.
import { type ComponentChild, h } from "preact";
import { Button, SearchField, Spinner } from "./controls.js";
import { icon } from "./icon.js";
import { buttonIcons } from "./icons.js";
import { matches, type State, tallyOf } from "./model.js";

export const searchId = "search";

export interface ToolbarActs {
  materializeAll(): void;
  cancel(): void;
  search(query: string): void;
  fit(): void;
  zoom(factor: number): void;
}

export function Toolbar({ state, acts }: { state: State; acts: ToolbarActs }): ComponentChild {
  const { view } = state;
  const blocked = !view || view.cannotRun !== null || view.nodes.length === 0;
  const running = view !== null && view.runId !== null;
  const run = running
    ? h(Button, { id: "cancel", label: "Cancel run", look: "secondary", onClick: acts.cancel }, icon(buttonIcons.stop, true))
    : h(
        Button,
        {
          id: "materialize-all",
          label: "Materialize all",
          look: "primary",
          disabled: blocked,
          ...hint(view?.cannotRun),
          onClick: acts.materializeAll,
        },
        icon(buttonIcons.play, true),
      );
  const found = matches(state);
  return h(
    "header",
    { class: "toolbar", role: "toolbar", "aria-label": "Asset graph" },
    run,
    h("span", { class: "tally" }, state.updating ? h(Spinner, {}) : null, view ? tallyWords(state) : "Reading the project…"),
    h("span", { class: "grow" }),
    h(SearchField, { id: searchId, value: state.query, placeholder: "Search (/)", onChange: acts.search }),
    found ? h("span", { class: "found-count" }, `${found.size} found`) : null,
    h(Button, { label: "Zoom out", hint: "Zoom out (-)", look: "icon", onClick: () => acts.zoom(1 / 1.3) }, icon(buttonIcons.zoomOut)),
    h(Button, { label: "Zoom in", hint: "Zoom in (+)", look: "icon", onClick: () => acts.zoom(1.3) }, icon(buttonIcons.zoomIn)),
    h(Button, { label: "Fit", hint: "Fit the graph (F)", look: "icon", onClick: acts.fit }, icon(buttonIcons.fit)),
  );
}

function tallyWords({ view }: State): ComponentChild[] {
  if (!view) return [];
  const tally = tallyOf(view);
  const words: ComponentChild[] = [h("span", {}, tally.total === 1 ? "1 asset" : `${tally.total} assets`)];
  if (tally.active > 0) words.push(h("span", { class: "is-running" }, `${tally.active} running`));
  else if (tally.materialized > 0) words.push(h("span", { class: "is-materialized" }, `${tally.materialized} materialized`));
  if (tally.failed > 0) words.push(h("span", { class: "is-failed" }, `${tally.failed} failed`));
  return words;
}

function hint(reason: string | null | undefined): { hint: string } | Record<string, never> {
  return reason ? { hint: reason } : {};
}
