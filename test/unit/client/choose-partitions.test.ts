// Which partitions a user chose: an item of the list, or what was typed, also where Enter comes before the editor has caught up.
import { expect, test, vi } from "vitest";
import { choosePartitions } from "../../../client/choose-partitions.js";

interface Item {
  readonly label: string;
}

const box = vi.hoisted(() => ({
  items: [] as readonly Item[],
  selectedItems: [] as readonly Item[],
  value: "",
  change: (_text: string): void => {},
  accept: (): void => {},
}));

vi.mock("vscode", () => ({
  window: {
    createQuickPick: () =>
      Object.assign(box, {
        onDidChangeValue: (hear: (text: string) => void) => {
          box.change = hear;
        },
        onDidAccept: (hear: () => void) => {
          box.accept = hear;
        },
        onDidHide: () => {},
        show: () => {},
        hide: () => {},
        dispose: () => {},
      }),
  },
}));

const choices = {
  text: "daily",
  total: 2,
  materialized: 0,
  latest: [
    { key: "b", materialized: false },
    { key: "a", materialized: false },
  ],
};

/** What is chosen when `text` was typed and the item with `label` (none: null) is selected at Enter, having heard of `heard` of the text. */
async function chosen(text: string, label: string | null, heard = text): Promise<unknown> {
  const answer = choosePartitions(choices as never);
  box.change(heard);
  box.value = text;
  box.selectedItems = box.items.filter((item) => item.label === label);
  box.accept();
  return answer;
}

test("an item of the list is what it says", async () => {
  expect(await chosen("", "b")).toEqual(["b"]);
  expect(await chosen("All", "All 2 partitions")).toBe("all");
});

test("what is typed counts, also when its item is not there yet or is that of half of it", async () => {
  expect(await chosen("a...b", "a...b")).toEqual(["a...b"]);
  expect(await chosen("a...b", null, "")).toEqual(["a...b"]);
  expect(await chosen("a...b", "a...", "a...")).toEqual(["a...b"]);
});
