// Colors are used where Node.js reports that they are wanted.
import { PassThrough } from "node:stream";
import { WriteStream } from "node:tty";
import { afterEach, expect, test, vi } from "vitest";
import { style } from "../../../server/cli/output/style.js";

afterEach(() => vi.unstubAllEnvs());

/** A stream with the properties that `style` reads. */
function stream(isTTY: boolean): NodeJS.WriteStream {
  const { getColorDepth } = WriteStream.prototype;
  return Object.assign(new PassThrough(), { isTTY, getColorDepth }) as unknown as NodeJS.WriteStream;
}

test.each([
  ["a terminal", true, { TERM: "xterm-256color" }, true],
  ["a terminal without colours", true, { TERM: "dumb" }, false],
  ["a terminal of somebody who wants none", true, { NO_COLOR: "1" }, false],
  ["a pipe", false, {}, false],
  ["a pipe that takes colours", false, { FORCE_COLOR: "1" }, true],
] as const)("%s", (_, isTTY, env, isColoured) => {
  for (const name of ["NO_COLOR", "FORCE_COLOR", "NODE_DISABLE_COLORS", "TERM", "CI", "TMUX", "TEAMCITY_VERSION", "TERM_PROGRAM"])
    vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  expect(style("red", "no", stream(isTTY))).toBe(isColoured ? "\u001b[31mno\u001b[39m" : "no");
});
