// The confirmation of a run that is large or costs money.
import { beforeEach, expect, test, vi } from "vitest";
import { confirmRun, planSummary, planText } from "../../../client/runs/confirm-run.js";
import type { PlannedAsset } from "../../../runtime/contract/editor.js";

const editor = vi.hoisted(() => ({ answer: undefined as string | undefined, asked: [] as string[], opened: [] as string[] }));

vi.mock("vscode", () => ({
  window: {
    showWarningMessage: async (question: string, { detail }: { detail: string }) => {
      editor.asked.push(`${question} ${detail}`);
      return editor.answer;
    },
    showTextDocument: async () => undefined,
  },
  workspace: { openTextDocument: async ({ content }: { content: string }) => editor.opened.push(content) },
}));

beforeEach(() => {
  editor.asked = [];
  editor.opened = [];
  editor.answer = undefined;
});

const planned = (key: string, more: Partial<PlannedAsset> = {}): PlannedAsset => ({ key, why: "missing", tags: {}, ...more });
const three = [planned("a"), planned("b", { why: "stale", durationMs: 1_000 }), planned("c", { why: "again", durationMs: 2_400 })];

test("a small run starts without a question; one asset more is asked about", async () => {
  expect(await confirmRun(three, 3)).toBe(true);
  expect(editor.asked).toEqual([]);
  expect(await confirmRun(three, 2)).toBe(false);
  editor.answer = "Materialize";
  expect(await confirmRun(three, 2)).toBe(true);
  expect(editor.asked[0]).toBe(
    "Materialize 3 assets? 1 without a value, 1 stale, 1 up to date. 2 assets of them took 3.4 s together the last time.",
  );
});

test("an asset that is tagged as paid is asked about, whatever the number", async () => {
  const paid = [planned("embeddings", { why: "again", durationMs: 90_000, tags: { paid: "" } })];
  expect(await confirmRun(paid, 20)).toBe(false);
  expect(planSummary(paid)).toBe("1 up to date. The last time they took 1 min 30 s together. Tagged as paid: embeddings.");
});

test("the plan can be read first, and then nothing starts", async () => {
  editor.answer = "Show plan";
  expect(await confirmRun(three, 0)).toBe(false);
  expect(editor.opened).toEqual([planText(three)]);
  expect(planText(three).split("\n").slice(2)).toEqual([
    "| Asset key | Why | Last time |",
    "|---|---|---|",
    "| a | no value |  |",
    "| b | stale: upstream changed | 1.0 s |",
    "| c | up to date | 2.4 s |",
    "",
  ]);
});
