// Which runs saves start and cancel, and that no requested asset is lost.
import { expect, test } from "vitest";
import { createOnSaveQueue, type Modes, type OnSaveRuns } from "../../../client/runs/on-save-queue.js";
import type { OnSaveMode } from "../../../runtime/contract/editor.js";

const modes = (...keys: readonly string[]): Modes => new Map(keys.map((key) => [key, "asset" satisfies OnSaveMode]));

/** Fake runs that end on demand. The test decides when a start is answered. */
function fake(more: Partial<OnSaveRuns> = {}) {
  const started: string[] = [];
  const told: string[] = [];
  let running: string | null = null;
  const queue = createOnSaveQueue({
    isBusy: () => running !== null,
    unsaved: async () => null,
    start: async (project, wanted) => {
      started.push(`${project}: ${[...wanted.keys()].join(" ")}`);
      running = `run${started.length}`;
      return running;
    },
    cancel: (runId) => {
      started.push(`cancel ${runId}`);
      end();
    },
    tellUnsaved: (file) => told.push(file),
    tellFailure: (error) => told.push(String(error)),
    ...more,
  });
  function end() {
    running = null;
    queue.look();
  }
  const runs = (...expected: readonly string[]) => expect.poll(() => started).toEqual(expected);
  return { queue, started, told, end, runs };
}

test("a newer save cancels the run of an older one, and makes what that was to make", async () => {
  const { queue, runs, end } = fake();
  queue.hear("p", modes("a"));
  await runs("p: a");
  queue.hear("p", modes("b"));
  await runs("p: a", "cancel run1", "p: b a");
  end();
  queue.hear("p", modes("c"));
  await runs("p: a", "cancel run1", "p: b a", "p: c");
});

test("the run of another project is waited for", async () => {
  const { queue, runs, end } = fake();
  queue.hear("p", modes("a"));
  await runs("p: a");
  queue.hear("q", modes("z"));
  end();
  await runs("p: a", "q: z");
});

test("a save that comes while a run is being started abandons it when it is there", async () => {
  let answer = (_: string) => {};
  const starts: string[] = [];
  const canceled: string[] = [];
  const { queue } = fake({
    start: (_, wanted) => {
      starts.push([...wanted.keys()].join(" "));
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
    cancel: (runId) => canceled.push(runId),
  });
  queue.hear("p", modes("a"));
  await expect.poll(() => starts).toEqual(["a"]);
  queue.hear("p", modes("b"));
  answer("slow");
  await expect.poll(() => starts).toEqual(["a", "b a"]);
  expect(canceled).toEqual(["slow"]);
});

test("a start that fails is told, and made with the next save", async () => {
  let fails = true;
  const starts: string[] = [];
  const { queue, told } = fake({
    start: async (_, wanted) => {
      if (fails) throw new Error("the server is gone");
      starts.push([...wanted.keys()].join(" "));
      return null;
    },
  });
  queue.hear("p", modes("a"));
  await expect.poll(() => told).toEqual(["Error: the server is gone"]);
  fails = false;
  queue.hear("p", modes("b"));
  await expect.poll(() => starts).toEqual(["a b"]);
});

test("a project with unsaved files waits for their save, and holds up no other", async () => {
  let unsaved: string | null = "a.ts";
  const { queue, runs, told, end } = fake({ unsaved: async (project) => (project === "p" ? unsaved : null) });
  queue.hear("p", modes("a"));
  queue.hear("q", modes("z"));
  await runs("q: z");
  expect(told).toContain("a.ts");
  end();
  unsaved = null;
  queue.hear("p", modes("b"));
  await runs("q: z", "p: a b");
});

test("a save that comes while unsaved files are looked for is not forgotten", async () => {
  const answers: ((file: string | null) => void)[] = [];
  const { queue, runs } = fake({ unsaved: () => new Promise((resolve) => answers.push(resolve)) });
  queue.hear("p", modes("a"));
  await expect.poll(() => answers).toHaveLength(1);
  queue.hear("p", modes("b"));
  answers[0]?.("a.ts");
  await expect.poll(() => answers).toHaveLength(2);
  answers[1]?.(null);
  await runs("p: a b");
});
