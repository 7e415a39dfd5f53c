// The partitions that a user chooses: a list item, or typed text, also if Enter comes before the editor has updated the list.
import { expect, test, vi } from "vitest";
import { choosePartitions } from "../../../client/runs/choose-partitions.js";

interface Item {
  readonly label: string;
}

const box = vi.hoisted(() => ({
  items: [] as readonly Item[],
  selectedItems: [] as readonly Item[],
  value: "",
  change: (_text: string): void => {},
  accept: (): void => {},
  /** The items that a plain list offers, and the one to choose. */
  listed: [] as { label: string; description: string }[],
  take: 0,
  many: [] as readonly string[],
}));

vi.mock("vscode", () => ({
  ThemeIcon: class {},
  window: {
    showQuickPick: async (items: { label: string; description: string }[], options?: { canPickMany?: boolean }) => {
      box.listed = items;
      return options?.canPickMany ? items.filter(({ label }) => box.many.includes(label)) : items[box.take];
    },
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

/** The result if `text` was typed and the item with `label` is selected at Enter (null: none). The box has received only `heard` so far. */
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

test("what is missing comes first, and several keys can be chosen", async () => {
  const answer = choosePartitions({ ...choices, total: 31, materialized: 2 } as never);
  expect(box.items.slice(0, 4).map(({ label }) => label)).toEqual([
    "All missing partitions (29)",
    "All 31 partitions",
    "Several partitions…",
    "b",
  ]);
  box.value = "";
  box.many = ["b", "a"];
  box.selectedItems = box.items.filter(({ label }) => label === "Several partitions…");
  box.accept();
  expect(await answer).toEqual(["b", "a"]);
});

test("what is typed counts, also when its item is not there yet or is that of half of it", async () => {
  expect(await chosen("a...b", "a...b")).toEqual(["a...b"]);
  expect(await chosen("a...b", null, "")).toEqual(["a...b"]);
  expect(await chosen("a...b", "a...", "a...")).toEqual(["a...b"]);
});

test("of several assets what is missing comes first, then all, then keys; where nothing is missing, all come first", async () => {
  const together = { assets: 3, total: 93, materialized: 3 };
  const offered = async (take: number, materialized = 3) => {
    box.take = take;
    const answer = choosePartitions({ ...choices, together: { ...together, materialized } } as never);
    await vi.waitFor(() => expect(box.listed.length).toBe(3));
    return answer;
  };
  expect(await offered(0)).toBe("missing");
  expect(box.listed.map(({ label, description }) => `${label}: ${description}`)).toEqual([
    "Missing partitions: 90 of 3 assets",
    "All partitions: 93 of 3 assets",
    "Choose…: keys or a range",
  ]);
  expect(await offered(1)).toBe("all");
  expect(await offered(0, 93)).toBe("all");
  expect(box.listed[1]).toMatchObject({ label: "Missing partitions", description: "none: each has a value" });
  expect(await offered(9)).toBe(undefined);
  box.items = [];
  const chosen = offered(2);
  await vi.waitFor(() => expect(box.items.length).toBeGreaterThan(0));
  box.value = "";
  box.selectedItems = box.items.filter(({ label }) => label === "a");
  box.accept();
  expect(await chosen).toEqual(["a"]);
});
