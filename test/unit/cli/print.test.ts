// Printed data, names and records cannot control a terminal or the log of a CI service.
import { expect, test } from "vitest";
import { jsonText, printable } from "../../../server/cli/output/print.js";
import { fc } from "../../support/properties.js";

const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom("\x1b", "\x9b", "]52;c;", "[2K", "[8m", "[31m", "\x07", "::", "##[", "##vso[", "\n", "\r", "\u202e", " "),
        fc.string(),
      ),
    )
    .map((parts) => parts.join("")),
);

test.each([
  ["a clipboard that is written", "a\x1b]52;c;aGk=\x07b", "a\\x1b]52;c;aGk=\\x07b"],
  ["a line that is erased", "all good\x1b[2K\rfailed", "all good\\x1b[2K\\rfailed"],
  ["text that is concealed", "a\x1b[8mb\x1b[0;8mc", "a\\x1b[8mb\\x1b[0;8mc"],
  ["an eight-bit sequence", "a\x9b2Jb", "a\\x9b2Jb"],
  ["text that is turned around", "a\u202etxt.exe", "a\\u202etxt.exe"],
  ["a command of GitHub", "ok\n  ::error file=a::b", "ok\n  \\::error file=a::b"],
  ["its older form, and that of Azure Pipelines", "see ##[error]a ##vso[task.complete]", "see #\\#[error]a #\\#vso[task.complete]"],
  ["colours", "\x1b[1m\x1b[38;5;8mbold\x1b[0m\x1b[m", "\x1b[1m\x1b[38;5;8mbold\x1b[0m\x1b[m"],
  ["line breaks, tabs and other scripts", "a\tb\r\nç 🎈 ::", "a\tb\nç 🎈 ::"],
])("%s", (_, text, expected) => {
  expect(printable(text)).toBe(expected);
});

test("whatever is printed holds no control character but line breaks, tabs and colours, and no command", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these sequences are allowed by printable.
      const shown = printable(text).replace(/\x1b\[[\d;:]*m/g, "");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the test searches for them.
      expect(shown).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|##(\[|vso\[|teamcity\[)|^\s*::/m);
    }),
  );
});

test("JSON means the same, and holds neither", () => {
  fc.assert(
    fc.property(fc.dictionary(hostile, fc.oneof(hostile, fc.double({ noNaN: true }), fc.array(hostile))), (value) => {
      const text = jsonText(value, 2);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the test searches for them.
      expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]|##(\[|vso\[|teamcity\[)|^\s*::/m);
    }),
  );
});
