// The entry of the graph page: connects state, layout, drawing and panes. Decisions belong in the model.
import * as l10n from "@vscode/l10n";
import { Fragment, h, render } from "preact";
import type { PictureFormat, ToPage } from "../runtime/contract/graph.js";
import { Details } from "./details.js";
import { Drawing } from "./draw.js";
import { HoverCard } from "./hover-card.js";
import { Layouter } from "./layout.js";
import { isCrowded } from "./legibility.js";
import { Minimap } from "./minimap.js";
import { type Gesture, initialState, isSelection, next, nextMatch, type State, scene, structureOf } from "./model.js";
import { listen, recall, remember, tell } from "./page.js";
import { wordsOfPage } from "./page-words.js";
import { pictureOf } from "./picture.js";
import { around, type Box, type Flow, type Layout } from "./placement.js";
import { Questions } from "./questions.js";
import { isFolded, type Scene, type Scope, type Side } from "./scene.js";
import { onKey } from "./shortcuts.js";
import { Toolbar } from "./toolbar.js";
import { announcement } from "./words.js";
import { ZoomBar } from "./zoom-bar.js";
import "./style.css";
import "./drawing.css";
import "./details.css";
import "./circumstances.css";

l10n.config({ contents: wordsOfPage() });
const memory = recall();
let state: State = {
  ...initialState,
  selected: memory?.selected ?? null,
  query: memory?.query ?? "",
  seen: { ...initialState.seen, ...memory?.seen },
  pinned: memory?.pinned === true,
};
/** The last layout. It stays visible until the next one arrives. */
let laid: { readonly scene: Scene; readonly structure: string; readonly layout: Layout } | undefined;
/** The view when the panel was hidden. Used once. */
let returnTo = memory?.viewport ?? null;
/** What keeps its position on the screen in the next layout. */
let held: { readonly key: string; readonly box: Box; readonly before: ReadonlySet<string> } | undefined;

const [top, stage, side, spoken] = [section("top"), section("stage", "main"), section("side"), section("spoken")];
spoken.setAttribute("aria-live", "polite");
const layouter = new Layouter(document.body.dataset.elk ?? "");
const questions = new Questions(tell);
const acts = {
  select: (key: string | null) => hear({ kind: "select", key }),
  open: (key: string) => tell({ kind: "open", key }),
  preview: (key: string) => tell({ kind: "preview", key }),
  openEntry: (key: string, name: string) => tell({ kind: "openEntry", key, name }),
  materialize: (key: string | null, upstream: boolean) => {
    if (state.view?.cannotRun === null) tell({ kind: "materialize", key, upstream });
  },
  materializeMany: (keys: readonly string[], upstream: boolean) => {
    const own = new Set(state.view?.nodes.filter(({ external }) => !external).map(({ key }) => key));
    const made = keys.filter((key) => own.has(key));
    if (state.view?.cannotRun === null && made.length > 0) tell({ kind: "materializeMany", keys: made, upstream });
  },
  materializeAll: () => acts.materialize(null, false),
  cancel: () => tell({ kind: "cancel" }),
  save: () => tell({ kind: "save" }),
  search: (query: string) => hear({ kind: "search", query }),
  step: (back: boolean) => {
    const key = nextMatch(state, back);
    if (key !== undefined) acts.select(key);
  },
  scope: (scope: Scope) => hear({ kind: "scope", scope }),
  centre: (key: string) => hear({ kind: "centre", key }),
  expand: (key: string, at: Side) => {
    hold(key);
    hear({ kind: "expand", key, side: at });
  },
  fold: (id: string, folded: boolean) => {
    hold(id);
    hear({ kind: "fold", id, folded });
  },
  foldAll: (folded: boolean) => hear({ kind: "foldAll", folded }),
  pin: (pinned: boolean) => {
    hear({ kind: "pin", pinned });
    tell({ kind: "pin", pinned });
  },
  fit: () => drawing.fit(true),
  zoom: (factor: number) => drawing.viewport.zoomBy(factor),
  point: (...args: Parameters<HoverCard["point"]>) => card.point(...args),
  moved: () => {
    card.hide();
    minimap.follow();
    keepSoon();
  },
};
const card = new HoverCard(document.body);
const drawing = new Drawing(stage, acts);
const minimap = new Minimap(stage, drawing.viewport);
const zoomBar = document.createElement("div");
stage.append(zoomBar);
render(h(ZoomBar, { acts }), zoomBar);
const veil = document.createElement("div");
veil.className = "veil";
veil.textContent = l10n.t("Updating…");
veil.hidden = true;
stage.append(veil);

/** Timer that shows the veil if the newest layout takes long. */
let late = 0;
let keeping = 0;
let resizing = 0;
/** The last input of `isCrowded`. */
let judged = "";
listen(hear);
document.addEventListener("keydown", (event) =>
  onKey(event, { state, acts, focusNode: () => laid && drawing.focus(state.selected ?? laid.scene.view.nodes[0]?.key ?? "") }),
);
addEventListener("resize", () => {
  minimap.follow();
  clearTimeout(resizing);
  resizing = window.setTimeout(() => {
    lookForRoom();
    const now = scene(state);
    if (laid && now && (laid.layout.flow !== flowOfPage() || laid.structure !== structureOf(now.view))) void arrange();
  }, 150);
});
setInterval(tick, 1_000);
show();
if (state.pinned) tell({ kind: "pin", pinned: true });
tell({ kind: "ready" });

function hear(event: ToPage | Gesture): void {
  const before = state;
  state = next(state, event);
  if (event.kind === "status") spoken.textContent = announcement(before.view, state.view, Date.now()) ?? spoken.textContent;
  if (event.kind === "render") void save(event.format);
  if (event.kind === "graph") lookForRoom();
  questions.ask(state, isSelection(state.query), event.kind === "graph");
  show();
  const now = scene(state);
  // The first graph waits briefly, because the asset to center may arrive right after it.
  if (now && event.kind === "graph" && !laid) setTimeout(() => void arrange(), 15);
  else if (now && (event.kind === "graph" || structureOf(now.view) !== laid?.structure)) void arrange();
  // A selection made in the page is already in view. A selection made in the editor may be outside.
  else if (state.selected && (event.kind === "focus" || event.kind === "select")) drawing.reveal(state.selected);
  if (event.kind !== "updating") keep();
}

/** Computes a layout if the structure changed. If only results changed, every node keeps its position. */
async function arrange(): Promise<void> {
  const wanted = scene(state);
  if (!wanted) return;
  const structure = structureOf(wanted.view);
  clearTimeout(late);
  late = window.setTimeout(() => (veil.hidden = false), 200);
  await layouter.layout(structure, wanted.view, Drawing.sizes(wanted), flowOfPage(), (layout, isLast) => {
    clearTimeout(late);
    veil.hidden = isLast;
    const fresh = structure !== laid?.structure || layout !== laid.layout;
    const focused = document.activeElement?.closest("g.node, g.more") ? document.activeElement : null;
    laid = { scene: wanted, structure, layout };
    show();
    if (fresh) place(wanted.view.project, isLast);
    else if (isLast) held = undefined;
    if (focused && !focused.isConnected) refocus(focused);
    document.body.dataset.ready = "true";
  });
}

async function save(format: PictureFormat): Promise<void> {
  try {
    tell({ kind: "picture", format, data: await pictureOf(drawing, format) });
  } catch (error) {
    tell({ kind: "noPicture", format, reason: error instanceof Error ? error.message : String(error) });
  }
}

/** Positions the view after a new layout: where it was before the panel was hidden, else at the held node, else on the whole graph. */
function place(project: string, isLast: boolean): void {
  const box = held && drawing.boxOf(held.key);
  if (returnTo && memory?.project === project) drawing.viewport.restore(returnTo);
  else if (held && box) {
    drawing.viewport.hold(held.box, box);
    // The requested nodes may be outside the view. If the whole graph is legible, that is better than a larger part of it.
    if (laid && drawing.viewport.scaleToFit(laid.layout.width, laid.layout.height) >= 0.55) {
      drawing.fit(true);
    } else if (laid) {
      const { before } = held;
      drawing.viewport.include(
        around(
          [...laid.layout.boxes].flatMap(([key, its]) => (before.has(key) ? [] : [its])),
          box,
        ),
      );
    }
    // If a better layout of the same graph follows, the held node keeps its position then too.
    held = isLast ? undefined : { ...held, box };
    return;
  } else drawing.fit(false);
  returnTo = null;
  held = undefined;
  if (state.selected && drawing.boxOf(state.selected)) drawing.reveal(state.selected);
}

/** An opened or folded node keeps its position under the mouse. If the node disappears, its first member takes the position. */
function hold(key: string): void {
  const fold = scene(state)?.folds.all.find(({ id }) => id === key);
  const seen = drawing.boxOf(key) ?? drawing.boxOf(fold?.members[0] ?? "");
  const stays = fold && drawing.boxOf(key) ? fold.members[0] : key;
  held = seen && stays !== undefined ? { key: stays, box: seen, before: new Set(laid?.layout.boxes.keys()) } : undefined;
}

/** When the focused element disappears, the focus moves to the node that replaces it. */
function refocus(gone: Element): void {
  const key = gone.getAttribute("data-of") ?? gone.getAttribute("data-key") ?? "";
  const fold = scene(state)?.folds.all.find(({ id }) => id === key);
  const target = fold?.members[0] ?? scene(state)?.homeOf(key) ?? key;
  if (state.selected === null && fold) acts.select(target);
  drawing.focus(target);
}

/** Folds groups by default if the unfolded project would be too small to read. */
function lookForRoom(): void {
  if (!state.view) return;
  const question = `${innerWidth}x${innerHeight} ${structureOf(state.view)}`;
  if (question === judged) return;
  judged = question;
  const crowded = isCrowded(state.view, flowOfPage(), (width, height) => drawing.viewport.scaleToFit(width, height));
  state = next(state, { kind: "crowded", crowded });
}

/** Depends on the whole page, because opening the details must not change the direction of the graph. */
function flowOfPage(): Flow {
  return innerWidth < innerHeight * 1.1 ? "DOWN" : "RIGHT";
}

function show(): void {
  const now = Date.now();
  const { view, seen, selected } = state;
  const wanted = scene(state);
  render(h(Fragment, {}, h(Toolbar, { state, acts }), banner()), top);
  const node = view?.nodes.find((candidate) => candidate.key === selected);
  if (view && wanted && node) {
    const fold = wanted.scope === "whole" ? (wanted.folds.of.get(node.key) ?? null) : null;
    const open = fold && !isFolded(seen, fold) ? fold : null;
    const isCentre = wanted.scope === "around" && seen.around === node.key;
    const history = state.history?.key === node.key ? state.history.history : null;
    render(h(Details, { key: node.key, view, node, history, fold: open, isCentre, now, acts }), side);
  } else render(null, side);
  if (!laid || !wanted) return;
  if (structureOf(wanted.view) === laid.structure) laid = { ...laid, scene: wanted };
  drawing.draw(state, laid.scene, laid.layout, now);
  minimap.draw(laid.scene, laid.layout);
}

function banner() {
  const { view } = state;
  if (view?.cannotRun) return h("div", { class: "banner", role: "status" }, view.cannotRun);
  if (view && view.nodes.length === 0)
    return h(
      "div",
      { class: "banner", role: "status" },
      l10n.t("No assets yet. Export an asset created with asset(), and it appears here."),
    );
  return null;
}

function keepSoon(): void {
  if (keeping === 0) keeping = window.setTimeout(keep, 200);
}

function keep(): void {
  clearTimeout(keeping);
  keeping = 0;
  if (!state.view) return;
  const { x, y, k } = drawing.viewport.transform;
  const { selected, query, seen, pinned } = state;
  remember({ project: state.view.project, selected, query, seen, pinned, viewport: { x, y, k } });
}

/** Updates relative times ("2 min ago"), and the seconds of a running asset. */
function tick(): void {
  const running = state.view?.nodes.some((node) => node.status.state === "running") === true;
  if (running || Math.floor(Date.now() / 1_000) % 15 === 0) show();
}

function section(id: string, tag = "div"): HTMLElement {
  const element = document.createElement(tag);
  element.id = id;
  document.body.append(element);
  return element;
}
