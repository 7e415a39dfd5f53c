// The bar above the graph: run and cancel, the state of the project, the scope, search.
import * as l10n from "@vscode/l10n";
import { type ComponentChild, h } from "preact";
import { counted } from "../runtime/contract/count-words.js";
import { countedState } from "../runtime/contract/state-words.js";
import { Button, SearchField, Spinner, Switch, Toggle } from "./controls.js";

import { icon } from "./icon.js";
import { buttonIcons } from "./icons.js";
import { isSelection, matches, matchNumber, mistakeOf, type State, scene, tallyOf } from "./model.js";
import { isFolded, type Scope, scopeOf } from "./scene.js";

export const searchId = "search";

export interface ToolbarActs {
  materializeAll(): void;
  cancel(): void;
  search(query: string): void;
  step(back: boolean): void;
  scope(scope: Scope): void;
  pin(pinned: boolean): void;
  foldAll(folded: boolean): void;
  save(): void;
}

export function Toolbar({ state, acts }: { state: State; acts: ToolbarActs }): ComponentChild {
  const mistake = mistakeOf(state);
  return h(
    "header",
    { class: "toolbar" },
    h("h1", { class: "spoken" }, state.view ? l10n.t`Asset graph of ${state.view.name}` : l10n.t("Asset graph")),
    h(
      "div",
      { class: "row", role: "toolbar", "aria-label": l10n.t("Asset graph") },
      h(Run, { state, acts }),
      h(
        "span",
        { class: "tally" },
        state.updating ? h(Spinner, {}) : null,
        state.view ? tallyWords(state) : l10n.t("Reading the project…"),
      ),
      h("span", { class: "grow" }),
      h(Icons, { state, acts }),
    ),
    h(
      "div",
      { class: "row", role: "group", "aria-label": l10n.t("What is shown") },
      h(ScopeSwitch, { state, acts }),
      h(SearchField, {
        id: searchId,
        value: state.query,
        placeholder: l10n.t("Search (/): words, +orders, group:sales"),
        onChange: acts.search,
        onStep: acts.step,
      }),
      h("span", { class: "found-count", role: "status" }, foundWords(state)),
    ),
    mistake === null ? null : h("div", { class: "mistake", role: "alert" }, mistake),
  );
}

function Run({ state: { view }, acts }: { state: State; acts: ToolbarActs }): ComponentChild {
  if (view !== null && view.runId !== null) {
    return h(Button, { id: "cancel", label: l10n.t("Cancel run"), look: "secondary", onClick: acts.cancel }, icon(buttonIcons.stop, true));
  }
  return h(
    Button,
    {
      id: "materialize-all",
      label: l10n.t("Materialize all"),
      look: "primary",
      disabled: !view || view.cannotRun !== null || view.nodes.length === 0,
      ...(view?.cannotRun ? { hint: view.cannotRun } : {}),
      onClick: acts.materializeAll,
    },
    icon(buttonIcons.play, true),
  );
}

function ScopeSwitch({ state: { view, seen, selected }, acts }: { state: State; acts: ToolbarActs }): ComponentChild {
  const scope = view ? scopeOf(view, seen) : "whole";
  const middle = scope === "around" ? seen.around : (selected ?? seen.around);
  return h(Switch<Scope>, {
    label: l10n.t("What is shown"),
    value: scope,
    onChange: acts.scope,
    choices: [
      {
        value: "around",
        label: middle === null ? l10n.t("Around an asset") : l10n.t`Around ${middle}`,
        disabled: middle === null,
        ...(middle === null ? { hint: l10n.t("Select an asset first.") } : {}),
      },
      { value: "whole", label: l10n.t("Whole project") },
    ],
  });
}

function Icons({ state, acts }: { state: State; acts: ToolbarActs }): ComponentChild {
  const { view, seen, pinned } = state;
  const drawn = scene(state);
  const folds = drawn?.scope === "whole" ? drawn.folds.all : [];
  const unfolded = view !== null && folds.some((fold) => !isFolded(seen, fold));
  return h(
    "span",
    { class: "icons" },
    folds.length === 0
      ? null
      : unfolded
        ? h(
            Button,
            { id: "fold-all", label: l10n.t("Fold groups"), look: "icon", onClick: () => acts.foldAll(true) },
            icon(buttonIcons.fold),
          )
        : h(
            Button,
            { id: "unfold-all", label: l10n.t("Unfold groups"), look: "icon", onClick: () => acts.foldAll(false) },
            icon(buttonIcons.unfold),
          ),
    h(Button, { id: "save", label: l10n.t("Save a picture"), look: "icon", onClick: acts.save }, icon(buttonIcons.picture)),
    h(
      Toggle,
      {
        id: "pin",
        label: l10n.t("Pin"),
        hint: pinned ? l10n.t("Pinned: does not follow the editor") : l10n.t("Pin: stop following the editor"),
        pressed: pinned,
        onChange: acts.pin,
      },
      icon(buttonIcons.pin),
    ),
  );
}

function tallyWords({ view }: State): ComponentChild[] {
  if (!view) return [];
  const tally = tallyOf(view);
  const words: ComponentChild[] = [h("span", {}, counted(tally.total, "asset"))];
  if (tally.running > 0) words.push(h("span", { class: "is-running" }, countedState(tally.running, "running")));
  if (tally.queued > 0) words.push(h("span", { class: "is-queued" }, countedState(tally.queued, "queued")));
  if (tally.materialized > 0) words.push(h("span", { class: "is-materialized" }, l10n.t`${tally.materialized} materialized`));
  if (tally.failed > 0) words.push(h("span", { class: "is-failed" }, countedState(tally.failed, "failed")));
  return words;
}

function foundWords(state: State): string {
  const found = matches(state);
  if (mistakeOf(state) !== null) return "";
  if (found === null) return isSelection(state.query) && state.query.trim() !== "" ? "…" : "";
  const drawn = scene(state);
  const here = [...found].filter((key) => drawn?.homeOf(key) !== undefined).length;
  const at = matchNumber(state);
  const count = at === null ? l10n.t`${found.size} found` : `${at}/${found.size}`;
  return here === found.size ? count : l10n.t`${count}, ${here} here`;
}
