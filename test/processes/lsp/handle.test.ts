// The wrapper of requests: every request uses it and is timed to its end, and an error affects only one answer.
import { expect, test } from "vitest";
import { type Connection, ResponseError } from "vscode-languageserver";
import { createHandle } from "../../../server/lsp/handle.js";
import { registerHandlers } from "../../../server/lsp/handlers.js";
import type { Served } from "../../../server/lsp/served.js";

type Handler = (params: unknown) => unknown;

function listening() {
  const lines: string[] = [];
  const names: string[] = [];
  const slow = { took: (name: string) => void names.push(name), count: () => names.length, recent: () => [] };
  return { lines, names, slow, console: { error: (line: string) => lines.push(line.split("\n")[0] ?? "") } };
}

test("every kind of request is timed, and lives through whatever it is given", async () => {
  const handlers: Handler[] = [];
  const { names, slow, console } = listening();
  const on = (...given: unknown[]) => void handlers.push(given.at(-1) as Handler);
  const group: unknown = new Proxy({}, { get: () => on });
  const languages = new Proxy({}, { get: () => group });
  const connection = new Proxy({}, { get: (_, name) => (name === "languages" ? languages : name === "console" ? console : on) });
  registerHandlers(connection as Connection, { slow } as unknown as Served);
  expect(handlers.length).toBeGreaterThan(20);
  for (const params of [undefined, null, {}, { textDocument: 3 }]) {
    const before = names.length;
    // A refusal with a message counts as an answer.
    const refused = (error: unknown) => expect(error).toBeInstanceOf(ResponseError);
    for (const handler of handlers) await (async () => handler(params))().catch(refused);
    expect(new Set(names).size).toBe(handlers.length);
    expect(names.length - before).toBe(handlers.length);
  }
});

test("an answer that comes later is timed when it comes, and its bug costs that answer alone", async () => {
  const { lines, names, slow, console } = listening();
  const handle = createHandle({ console } as unknown as Connection, slow);
  let answer: (value: string) => void = () => {};
  const later = handle("later", "", () => new Promise<string>((resolve) => (answer = resolve)));
  const asked = later({});
  expect(names).toEqual([]);
  answer("here");
  expect(await asked).toBe("here");
  expect(names).toEqual(["later"]);
  expect(await handle("broken", "nothing", () => Promise.reject<string>(new Error("a bug")))({})).toBe("nothing");
  expect(lines).toEqual(["broken: Error: a bug"]);
  const refused = handle("refused", "", () => Promise.reject<string>(new ResponseError(1, "in words")))({});
  await expect(refused).rejects.toThrow("in words");
  expect(names).toEqual(["later", "broken", "refused"]);
});
