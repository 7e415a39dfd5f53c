// The server's URIs are identical to VS Code's, because editors compare URIs as text.

import { expect, test } from "vitest";
import { URI } from "vscode-uri";
import { nodePlatform, pathOf } from "../../../server/lsp/node-platform.js";
import { webAddresses } from "../../../server/lsp/web-addresses.js";
import { fc } from "../../support/properties.js";

const node = nodePlatform();

test.each([
  ["/home/me/a (1)/x@y+z.ts", "file:///home/me/a%20%281%29/x%40y%2Bz.ts"],
  ["c:/Users/me/a.ts", "file:///c%3A/Users/me/a.ts"],
  ["C:/Users/me/a.ts", "file:///c%3A/Users/me/a.ts"],
  ["//server/share/a b.ts", "file://server/share/a%20b.ts"],
])("%s is %s", (path, uri) => {
  expect(node.uri(path)).toBe(uri);
});

test.each([
  ["file:///C:/my%20shop/a.ts", "c:/my shop/a.ts", "file:///c%3A/my%20shop/a.ts"],
  ["file:///c%3A/my%20shop/a.ts", "c:/my shop/a.ts", "file:///c%3A/my%20shop/a.ts"],
  ["file://server/share/a%20b.ts", "//server/share/a b.ts", "file://server/share/a%20b.ts"],
  ["file://wsl.localhost/Ubuntu/home/me/a.ts", "//wsl.localhost/Ubuntu/home/me/a.ts", "file://wsl.localhost/Ubuntu/home/me/a.ts"],
  ["file://wsl%24/Ubuntu/a.ts", "//wsl$/Ubuntu/a.ts", "file://wsl%24/Ubuntu/a.ts"],
])("on Windows, %s is %s", (uri, path, written) => {
  expect(pathOf(uri, true)).toBe(path);
  expect(node.uri(path)).toBe(written);
});

const segments = fc.array(
  fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !/[/\\\0]|^\.\.?$/.test(text)),
  { minLength: 1, maxLength: 4 },
);

test("every path comes back from its URI, which is written as VS Code writes it", () => {
  fc.assert(
    fc.property(segments, (names) => {
      const path = `/home/${names.join("/")}`;
      expect(node.path(node.uri(path))).toBe(path);
      const inBrowser = `/vscode-vfs/github%2B7b22/${names.join("/")}`;
      expect(webAddresses.path(webAddresses.uri(inBrowser))).toBe(inBrowser);
      for (const uri of [node.uri(path), webAddresses.uri(inBrowser)]) expect(URI.parse(uri).toString()).toBe(uri);
    }),
  );
});

test("what is no URI is the path of nothing, and no error", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string().map((text) => `vscode-vfs://${text}`),
      ),
      (text) => {
        expect(typeof webAddresses.path(text)).toBe("string");
        expect(typeof node.path(text)).toBe("string");
      },
    ),
    { examples: [["vscode-vfs:////x"], ["vscode-vfs://%"], ["file://%2f"], [""]] },
  );
});
