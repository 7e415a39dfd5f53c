// Shows a value as a tree: entries are loaded when they are expanded, and long lists in parts.
import * as l10n from "@vscode/l10n";
import { type ComponentChild, h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { numeral } from "../../runtime/contract/language.js";
import type { ValueEntry } from "../../runtime/contract/value.js";

export type AskEntries = (path: readonly number[], offset: number, limit: number) => Promise<readonly ValueEntry[]>;

/** The number of entries that are loaded at once. */
const SOME = 100;

export function Tree({ root, ask }: { root: ValueEntry; ask: AskEntries }): ComponentChild {
  const element = useRef<HTMLUListElement>(null);
  return h(
    "ul",
    {
      ref: element,
      class: "tree",
      role: "tree",
      "aria-label": l10n.t("Value"),
      onKeyDown: (event: KeyboardEvent) => walk(event, element.current),
    },
    h(Item, { entry: root, path: [], ask, level: 1, isOpen: true, position: 1, siblings: 1 }),
  );
}

interface ItemProps {
  readonly entry: ValueEntry;
  readonly path: readonly number[];
  readonly ask: AskEntries;
  readonly level: number;
  readonly isOpen: boolean;
  /** Starts at 1. */
  readonly position: number;
  readonly siblings: number;
}

function Item({ entry, path, ask, level, isOpen, position, siblings }: ItemProps): ComponentChild {
  const [open, setOpen] = useState(isOpen);
  const [inside, setInside] = useState<readonly ValueEntry[]>([]);
  const [trouble, setTrouble] = useState<string>();
  const size = entry.size ?? 0;
  const more = () =>
    ask(path, inside.length, SOME).then(
      (entries) => setInside([...inside, ...entries]),
      (error: Error) => setTrouble(error.message),
    );
  useEffect(() => {
    if (open && inside.length === 0 && size > 0) void more();
  }, [open]);
  const toggle = () => setOpen(!open);
  const group = `in-${path.join("-")}`;
  const line = h(
    "div",
    {
      class: "line",
      role: "treeitem",
      tabIndex: level === 1 ? 0 : -1,
      "aria-level": level,
      "aria-posinset": position,
      "aria-setsize": siblings,
      ...(size > 0 ? { "aria-expanded": open ? "true" : "false", onClick: toggle } : {}),
      ...(size > 0 && open ? { "aria-owns": group } : {}),
    },
    h("span", { class: size > 0 ? (open ? "twist open" : "twist") : "twist none", "aria-hidden": "true" }),
    entry.name === "" ? null : h("span", { class: "name" }, entry.name),
    entry.name === "" ? null : h("span", { class: "colon" }, ": "),
    h("span", { class: `text ${entry.type}` }, size > 0 && open ? `${entry.type} (${numeral(size)})` : entry.text),
  );
  if (size === 0 || !open) return h("li", { role: "none" }, line);
  const rest = size - inside.length;
  return h(
    "li",
    { role: "none" },
    line,
    h(
      "ul",
      { role: "group", id: group },
      inside.map((child, at) =>
        h(Item, { key: at, entry: child, path: [...path, at], ask, level: level + 1, isOpen: false, position: at + 1, siblings: size }),
      ),
      trouble === undefined ? null : h("li", { role: "none", class: "trouble" }, trouble),
      rest > 0 && inside.length > 0
        ? h(
            "li",
            { role: "none" },
            h(
              "button",
              { type: "button", class: "link", onClick: () => void more() },
              l10n.t`${Math.min(rest, SOME)} more of ${numeral(rest)}`,
            ),
          )
        : null,
    ),
  );
}

/** Keyboard handling of a tree. Source: WAI-ARIA Authoring Practices, "Tree View Pattern". */
function walk(event: KeyboardEvent, tree: HTMLElement | null): void {
  const here = event.target instanceof Element ? event.target.closest<HTMLElement>("[role=treeitem]") : null;
  if (!tree || !here) return;
  const items = [...tree.querySelectorAll<HTMLElement>("[role=treeitem]")];
  const at = items.indexOf(here);
  const go = (to: HTMLElement | null | undefined) => {
    for (const item of items) item.tabIndex = -1;
    const next = to ?? here;
    next.tabIndex = 0;
    next.focus();
  };
  const expanded = here.getAttribute("aria-expanded");
  switch (event.key) {
    case "ArrowDown":
      go(items[at + 1]);
      break;
    case "ArrowUp":
      go(items[at - 1]);
      break;
    case "Home":
      go(items[0]);
      break;
    case "End":
      go(items.at(-1));
      break;
    case "ArrowRight":
      if (expanded === "false") here.click();
      else if (expanded === "true") go(items[at + 1]);
      break;
    case "ArrowLeft":
      if (expanded === "true") here.click();
      else go(here.closest("ul")?.previousElementSibling as HTMLElement | null);
      break;
    case "Enter":
    case " ":
      if (expanded !== null) here.click();
      break;
    default:
      return;
  }
  event.preventDefault();
}
