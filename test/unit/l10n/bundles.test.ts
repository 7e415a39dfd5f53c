// The translation bundles: the English bundle equals the sources, and the German bundle is complete.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { freshBundle } from "../../../scripts/l10n.mjs";
import { repository } from "../../support/repository.js";
import { callsIn, sourcesOfWords } from "./calls.js";

type Message = string | { readonly message: string; readonly comment: readonly string[] };

const text = (file: string) => readFileSync(path.join(repository, file), "utf8");
const json = (file: string): Record<string, Message> => JSON.parse(text(file));
const english = json("l10n/bundle.l10n.json");
const manifest = text("package.json");
const englishManifest = json("package.nls.json");
const said = (message: Message | undefined) => (typeof message === "string" ? message : (message?.message ?? ""));

/** Text that is the same in English and in the language: the list at the end of its glossary. */
function sameIn(language: string): ReadonlySet<string> {
  return new Set([...text(`l10n/glossary.${language}.md`).matchAll(/^- `(.+)`$/gm)].map(([, words]) => words as string));
}

test("the English bundle is what the sources say: node scripts/l10n.mjs", async () => {
  expect(text("l10n/bundle.l10n.json"), "run node scripts/l10n.mjs, then translate what it names").toBe(await freshBundle());
});

test("every call of l10n.t is read as it is written, and none speaks before the language is known", () => {
  const calls = sourcesOfWords().flatMap(callsIn);
  expect(calls.length).toBeGreaterThan(500);
  // The key is computed, or has an escape before a substitution in a template. Use `l10n.t("… {0}", value)` instead.
  expect(calls.filter(({ key }) => key === null || !(key in english))).toEqual([]);
  expect(calls.filter(({ early, where }) => early && !where.startsWith("webview/main.ts"))).toEqual([]);
  // `{ {0} }` is not filled, because the formatter starts at the first brace. Pass code with braces as a value.
  expect(calls.filter(({ key }) => key !== null && /\{\d\}/.test(key) && /[{}]/.test(key.replace(/\{\d+\}/g, "")))).toEqual([]);
});

const languages = readdirSync(path.join(repository, "l10n")).flatMap((name) => /^bundle\.l10n\.(.+)\.json$/.exec(name)?.[1] ?? []);

test("there is a second language, packaged with its manifest and its first steps", () => {
  expect(languages).toContain("de");
  const packaged = text(".vscodeignore").split("\n");
  const steps = [...manifest.matchAll(/media\/start\/[\w-]+(?=\.md)/g)].map(([step]) => step);
  expect(steps.length).toBeGreaterThan(3);
  for (const language of languages) {
    const files = [
      `l10n/bundle.l10n.${language}.json`,
      `package.nls.${language}.json`,
      ...steps.map((step) => `${step}.nls.${language}.md`),
    ];
    expect(files.filter((file) => !packaged.includes(`!${file}`) || text(file) === "")).toEqual([]);
  }
});

test.each(languages)("%s says all that is said, and fills the same gaps", (language) => {
  const titles = json(`package.nls.${language}.json`);
  const same = sameIn(language);
  complete(english, json(`l10n/bundle.l10n.${language}.json`), { titles, same });
  complete(englishManifest, titles, { titles, same });
});

test("every word of the manifest is in package.nls.json, and nothing else", () => {
  const named = [...manifest.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? "");
  expect([...new Set(named)].sort()).toEqual(Object.keys(englishManifest).sort());
  const raw = [...manifest.matchAll(/"(?:title|description|markdownDescription|contents|label)": "([^%][^"]*)"/g)].map(
    ([, words]) => words,
  );
  expect(raw.filter((words) => words !== "Millrace")).toEqual([]);
});

type Language = { readonly titles: Record<string, Message>; readonly same: ReadonlySet<string> };

function complete(from: Record<string, Message>, to: Record<string, Message>, { titles, same }: Language): void {
  expect(Object.keys(to).sort()).toEqual(Object.keys(from).sort());
  const wrong = Object.entries(from).flatMap(([key, source]) => {
    const [one, other] = [said(source), said(to[key])];
    const differences = [
      other.trim() === "" ? "empty" : "",
      one === other && !same.has(one) ? "not translated" : "",
      String(gaps(one)) === String(gaps(other)) ? "" : "other placeholders",
      String(spans(one, englishManifest)) === String(spans(other, titles)) ? "" : "other code",
      String(commands(one)) === String(commands(other)) ? "" : "other links",
      edges(one) === edges(other) ? "" : "other spaces at the ends",
    ];
    return differences.flatMap((what) => (what === "" ? [] : [`${what}: ${other} (${one})`]));
  });
  expect(wrong).toEqual([]);
}

function gaps(words: string): string[] {
  return [...words.matchAll(/\{\d+\}|\$\([\w~-]+\)/g)].map(([gap]) => gap).sort();
}

/** Code is not translated, except that commands have the title from the palette. */
function spans(words: string, titles: Record<string, Message>): string[] {
  const ids = new Map(
    Object.entries(titles).flatMap(([id, title]) => (id.startsWith("command.") ? [[`Millrace: ${said(title)}`, id]] : [])),
  );
  return [...words.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => (code.startsWith("Millrace: ") ? (ids.get(code) ?? code) : code)).sort();
}

function commands(words: string): string[] {
  return [...words.matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) => link);
}

function edges(words: string): string {
  return `${/^\s*/.exec(words)?.[0]}|${/\s*$/.exec(words)?.[0]}`;
}
