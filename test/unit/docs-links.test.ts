// Every relative link in the documentation leads to an existing file and heading. Every page is linked from another page.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { repository } from "../support/repository.js";

const pages = [...markdownIn("."), ...markdownIn("docs"), ...markdownIn("docs/io-managers"), "runtime/README.md"];

interface Link {
  readonly page: string;
  readonly target: string;
  /** Relative to the repository. */
  readonly file: string;
  readonly anchor: string | undefined;
}

const links = pages.flatMap(linksOf);

test("links lead to files that exist", () => {
  expect(links.length).toBeGreaterThan(100);
  expect(links.filter(({ file }) => !existsSync(path.join(repository, file))).map(shown)).toEqual([]);
});

test("anchors lead to headings", () => {
  const lost = links.filter(({ file, anchor }) => anchor !== undefined && file.endsWith(".md") && !anchorsOf(file).has(anchor));
  expect(lost.map(shown)).toEqual([]);
});

test("every page of docs is linked from another one", () => {
  const linked = new Set(links.filter(({ page, file }) => page !== file).map(({ file }) => file));
  expect(pages.filter((page) => page.startsWith("docs/") && !linked.has(page))).toEqual([]);
});

function markdownIn(folder: string): string[] {
  return readdirSync(path.join(repository, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => path.posix.join(folder, name));
}

function shown({ page, target }: Link): string {
  return `${page}: ${target}`;
}

/** The page without code, where `](` has another meaning. */
function proseOf(page: string): string {
  return readFileSync(path.join(repository, page), "utf8")
    .replace(/^```[\s\S]*?^```/gm, "")
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, "_"));
}

function linksOf(page: string): Link[] {
  return [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = ""]) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [file = "", anchor] = target.split("#");
    return [{ page, target, file: file === "" ? page : path.posix.join(path.posix.dirname(page), file), anchor }];
  });
}

/** The anchors that GitHub generates from headings. */
function anchorsOf(page: string): Set<string> {
  const found = new Set<string>();
  const text = readFileSync(path.join(repository, page), "utf8").replace(/^```[\s\S]*?^```/gm, "");
  for (const [, heading = ""] of text.matchAll(/^#+ (.*)$/gm)) {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const slug = plain.replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/\s/g, "-");
    let unique = slug;
    for (let count = 1; found.has(unique); count++) unique = `${slug}-${count}`;
    found.add(unique);
  }
  return found;
}
