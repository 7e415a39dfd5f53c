// The processes that read stored values, while the code that they load changes.
import { expect, test } from "vitest";
import type { LookAnswer, LookQuestion } from "../../../runtime/contract/value.js";
import type { Viewer } from "../../../runtime/host/index.js";
import type { Project } from "../../../server/analysis/index.js";
import { createViewers } from "../../../server/lsp/viewers.js";

const project = { dir: "/project" } as Project;
const question = { assetKey: "orders", part: { kind: "facts" } } as LookQuestion;
const answer = { kind: "facts" } as LookAnswer;

/** Fake viewers that answer on demand. Closing one rejects its requests. */
function fakes() {
  const opened: { readonly answer: () => void }[] = [];
  const open = async (): Promise<Viewer> => {
    const viewer = new AbortController();
    const looked = new Promise<LookAnswer>((resolve, reject) => {
      opened.push({ answer: () => resolve(answer) });
      viewer.signal.addEventListener("abort", () => reject(new Error("the question was given up")));
    });
    return { ask: () => looked, close: () => viewer.abort() };
  };
  return { opened, viewers: createViewers(open) };
}

test("a question that is open when the code changes is asked once more, of the new code", async () => {
  const { opened, viewers } = fakes();
  const looked = viewers.look(project, question);
  viewers.stale(project);
  await expect.poll(() => opened.length).toBe(2);
  opened[1]?.answer();
  expect(await looked).toBe(answer);
});

test("several that are open are asked of one new viewer, and no more than once", async () => {
  const { opened, viewers } = fakes();
  const looked = Promise.allSettled([viewers.look(project, question), viewers.look(project, question)]);
  viewers.stale(project);
  await expect.poll(() => opened.length).toBe(2);
  viewers.stale(project);
  expect((await looked).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(opened.length).toBe(2);
});

test("one that is open when the server ends is given up", async () => {
  const { opened, viewers } = fakes();
  const looked = viewers.look(project, question);
  viewers.close();
  await expect(looked).rejects.toThrow("the question was given up");
  expect(opened.length).toBe(1);
});
