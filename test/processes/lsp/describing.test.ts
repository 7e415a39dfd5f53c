// When the server executes a project's code to describe it, and which answer it uses.
import { expect, test } from "vitest";
import type { DescribedProject } from "../../../runtime/contract/worker.js";
import { createDescribing } from "../../../server/lsp/describing.js";
import { fixture } from "../../support/fixture.js";

const MADE = `//- /src/assets.ts
import { asset } from "millrace";
const named = (key: string) => asset({ key }, () => 1);
export const made = [..."ab"].map(named);
`;

interface Question {
  readonly signal: AbortSignal;
  readonly answer: (described: DescribedProject) => void;
  readonly fail: (error: Error) => void;
}

/** A project that needs a description. The test answers each request. */
function asking() {
  const { project } = fixture(MADE);
  const questions: Question[] = [];
  const told: DescribedProject[] = [];
  const failures: string[] = [];
  let refused: string | null = null;
  const describing = createDescribing({
    refused: () => refused,
    ask: (_project, signal) => new Promise((answer, fail) => questions.push({ signal, answer, fail })),
    onDescribed: (_project, described) => told.push(described),
    failed: (_project, reason) => failures.push(reason),
  });
  const asked = async (count: number) => {
    describing.consider(project);
    await expect.poll(() => questions.length).toBe(count);
    return questions[count - 1] as Question;
  };
  return { project, describing, questions, told, failures, asked, refuse: (why: string | null) => (refused = why) };
}

const described = (key: string) => ({ storedAt: { [key]: key } }) as unknown as DescribedProject;

test("a change ends the question about the state before, whose answer does not count", async () => {
  const { project, describing, told, failures, asked } = asking();
  const first = await asked(1);
  describing.stale(project);
  expect(first.signal.aborted).toBe(true);
  const second = await asked(2);
  describing.stale(project);
  const third = await asked(3);
  third.answer(described("new"));
  first.answer(described("old"));
  second.fail(new Error("the question was given up"));
  await expect.poll(() => told).toEqual([described("new")]);
  expect([third.signal.aborted, failures]).toEqual([false, []]);
});

test("what failed, or was not allowed, is asked again when it may go otherwise now; what is known is not", async () => {
  const { project, describing, questions, told, failures, asked, refuse } = asking();
  refuse("Restricted Mode");
  describing.consider(project);
  await expect.poll(() => describing.state(project).kind).toBe("not-allowed");
  refuse(null);
  describing.again(project);
  await expect.poll(() => questions.length).toBe(1);
  questions[0]?.fail(new Error("no Node.js"));
  await expect.poll(() => failures).toEqual(["no Node.js"]);
  describing.again(project);
  const second = await asked(2);
  describing.again(project);
  expect(second.signal.aborted).toBe(true);
  const third = await asked(3);
  third.answer(described("known"));
  await expect.poll(() => told.length).toBe(1);
  describing.again(project);
  describing.consider(project);
  expect(questions.length).toBe(3);
});
