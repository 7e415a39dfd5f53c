// Every message about Node.js is translated, in every case.
import * as l10n from "@vscode/l10n";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { NodeTrouble } from "../../../runtime/host/ask-node.js";
import * as messages from "../../../runtime/host/node-messages.js";
import { markedBundle, unmarkedWords } from "./marked.js";

beforeAll(() => l10n.config({ contents: markedBundle() }));
afterAll(() => l10n.config({ contents: {} }));

const range = ">=20.20.0";
const wanted = { file: "/p/.nvmrc", versions: ["21", "22", "23"] };
const origins: messages.Origin[] = [{ kind: "in-project" }, { kind: "on-path" }, { kind: "own" }];
const troubles: NodeTrouble[] = [
  { kind: "another-program" },
  { kind: "silent" },
  { kind: "slow", seconds: 5 },
  { kind: "not-started", code: "EACCES" },
];
const wrongs: messages.Wrong[] = [
  { kind: "folder", program: undefined },
  { kind: "folder", program: "/p/node" },
  { kind: "nothing" },
  { kind: "old", version: "18.0.0" },
  ...troubles.map((trouble) => ({ kind: "other", trouble }) as const),
];
const looked = () => [
  messages.notOnPath(["/bin"], "node"),
  ...troubles.map((trouble) => messages.isNone({ kind: "on-path" }, "/p/node", trouble)),
];

test.each<[string, () => string[]]>([
  [
    "why this one",
    () => [messages.asSet(), ...origins.flatMap((origin) => [messages.originWords(origin), messages.asAsked(origin, "/p/.nvmrc")])],
  ],
  ["where was looked", () => [...looked(), ...origins.map((origin) => messages.isThere(origin, "22.1.0", "/p/node"))]],
  [
    "what is set and cannot be",
    () => wrongs.flatMap((wrong) => [null, "/p/x"].map((path) => messages.settingRefused({ setting: "/p/y", path, wrong, range }))),
  ],
  [
    "what is asked for and not there",
    () => {
      const instead = { path: "/p/node", version: "22.1.0", origin: { kind: "own" } } as const;
      return [
        messages.notInstalled(wanted, instead, looked()),
        messages.tooOld(wanted, instead, range),
        messages.nothingFound({ wanted, looked: looked(), range }),
        messages.nothingFound({ wanted: null, looked: looked(), range }),
      ];
    },
  ],
])("%s", (_what, said) => {
  for (const text of said()) {
    expect(text).toContain("⟦");
    expect(unmarkedWords(text, "nvm node install EACCES"), text).toEqual([]);
  }
});
