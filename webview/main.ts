// The graph page's start: joins state, layout, drawing and panes; nothing is decided here that the model can decide.
import { Fragment, h, render } from "preact";
import type { ToPage } from "../runtime/contract/editor.js";
import { focusSearchField } from "./controls.js";
import { Details } from "./details.js";
import { Drawing } from "./draw.js";
import { Layouter } from "./layout.js";
import { type Gesture, initialState, next, type State, structureOf } from "./model.js";
import { listen, recall, remember, tell } from "./page.js";
import type { Flow, Layout } from "./placement.js";
import "./style.css";
import { searchId, Toolbar } from "./toolbar.js";
import { statusWords } from "./words.js";

const memory = recall();
let state: State = { ...initialState, selected: memory?.selected ?? null, query: memory?.query ?? "" };
let layout: Layout | undefined;
let drawnStructure = "";
/** Where the view stood when the panel was hidden; used once. */
let returnTo = memory?.viewport ?? null;

const [top, stage, side, spoken] = ["top", "stage", "side", "spoken"].map(section) as [HTMLElement, HTMLElement, HTMLElement, HTMLElement];
spoken.setAttribute("aria-live", "polite");
const layouter = new Layouter(document.body.dataset.elk ?? "");
const acts = {
  select: (key: string | null) => hear({ kind: "select", key }),
  open: (key: string) => tell({ kind: "open", key }),
  openStored: (key: string) => tell({ kind: "openStored", key }),
  materialize: (key: string | null, upstream: boolean) => {
    if (state.view?.cannotRun === null) tell({ kind: "materialize", key, upstream });
  },
  materializeAll: () => acts.materialize(null, false),
  cancel: () => tell({ kind: "cancel" }),
  search: (query: string) => hear({ kind: "search", query }),
  fit: () => drawing.fit(true),
  zoom: (factor: number) => drawing.viewport.zoomBy(factor),
  moved: () => keep(),
};
const drawing = new Drawing(stage, acts);

listen(hear);
document.addEventListener("keydown", shortcut);
addEventListener("resize", () => {
  if (layout && layout.flow !== flowOfPage()) void arrange();
});
setInterval(tick, 1_000);
show();
tell({ kind: "ready" });

function hear(event: ToPage | Gesture): void {
  const before = state;
  state = next(state, event);
  if (event.kind === "status") announce(before, state);
  show();
  if (event.kind === "graph") void arrange();
  // A selection made from the page is in view already; one made in the editor may not be.
  if (event.kind === "focus" || event.kind === "select") if (state.selected) drawing.reveal(state.selected);
  if (event.kind !== "updating") keep();
}

/** Lays out when the structure is new; a mere change of results keeps every node where it is. */
async function arrange(): Promise<void> {
  const { view } = state;
  if (!view) return;
  const structure = structureOf(view);
  const flow = flowOfPage();
  await layouter.layout(structure, view, Drawing.sizes(view), flow, (found) => {
    const fresh = structure !== drawnStructure || found !== layout;
    layout = found;
    drawnStructure = structure;
    show();
    if (fresh) place(view.project);
    document.body.dataset.ready = "true";
  });
}

/** Where the view stands after a new layout: where it stood before the panel was hidden, else on the whole. */
function place(project: string): void {
  if (returnTo && memory?.project === project) drawing.viewport.restore(returnTo);
  else drawing.fit(false);
  returnTo = null;
  if (state.selected) drawing.reveal(state.selected);
}

/** By the whole page, not the stage: opening the details must not turn the drawing around. */
function flowOfPage(): Flow {
  return innerWidth < innerHeight * 1.1 ? "DOWN" : "RIGHT";
}

function show(): void {
  const now = Date.now();
  const { view } = state;
  render(h(Fragment, {}, h(Toolbar, { state, acts }), banner()), top);
  const node = view?.nodes.find((candidate) => candidate.key === state.selected);
  render(view && node ? h(Details, { view, node, now, acts }) : null, side);
  if (layout && view && structureOf(view) === drawnStructure) drawing.draw(state, layout, now);
}

function banner() {
  const { view } = state;
  if (view?.cannotRun) return h("div", { class: "banner", role: "status" }, view.cannotRun);
  if (view && view.nodes.length === 0)
    return h("div", { class: "banner", role: "status" }, "No assets yet. Export one made with asset(), and it appears here.");
  return null;
}

function keep(): void {
  if (!state.view) return;
  const { x, y, k } = drawing.viewport.transform;
  remember({ project: state.view.project, selected: state.selected, query: state.query, viewport: { x, y, k } });
}

/** "2 min ago" grows old, and a running asset counts its seconds. */
function tick(): void {
  const running = state.view?.nodes.some((node) => node.status.state === "running") === true;
  if (running || Math.floor(Date.now() / 1_000) % 15 === 0) show();
}

/** Says aloud what a run did, for those who do not see the colours. */
function announce(before: State, after: State): void {
  const changed = after.view?.nodes.filter((node, index) => {
    const old = before.view?.nodes[index]?.status.state;
    return old !== node.status.state && (node.status.state === "materialized" || node.status.state === "failed");
  });
  if (changed && changed.length > 0)
    spoken.textContent = changed.map((node) => `${node.key}: ${statusWords(node.status, Date.now())}`).join(". ");
}

function shortcut(event: KeyboardEvent): void {
  const inField = event.target instanceof Element && event.target.id === searchId;
  if (event.key === "Escape") {
    if (state.query) acts.search("");
    else acts.select(null);
    if (inField && layout) drawing.focus(state.selected ?? state.view?.nodes[0]?.key ?? "");
    return;
  }
  if (inField || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") focusSearchField(searchId);
  else if (event.key.toLowerCase() === "f") acts.fit();
  else if (event.key === "+" || event.key === "=") acts.zoom(1.3);
  else if (event.key === "-") acts.zoom(1 / 1.3);
  else return;
  event.preventDefault();
}

function section(id: string): HTMLElement {
  const element = document.createElement("div");
  element.id = id;
  document.body.append(element);
  return element;
}
