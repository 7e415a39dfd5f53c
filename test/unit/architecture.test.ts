// The tables of ARCHITECTURE.md agree with the repository's rules and manifests.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../support/repository.js";

interface Rule {
  readonly name: string;
  readonly from: { readonly path?: string };
  readonly to: { readonly path?: string | readonly string[] };
}

const page = readFileSync(join(repository, "ARCHITECTURE.md"), "utf8");
const { forbidden } = createRequire(import.meta.url)("../../.dependency-cruiser.cjs") as { forbidden: readonly Rule[] };

/** The cells of the table with these headings. */
function table(...headings: readonly string[]): string[][] {
  const lines = page.split("\n");
  const start = lines.indexOf(`| ${headings.join(" | ")} |`);
  const end = lines.indexOf("", start);
  return lines.slice(start + 2, end).map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "").trim()));
}

test("the table of rooms says what each may import", () => {
  const rooms = forbidden.flatMap(({ name, from }) => (name.endsWith("-reaches") ? [from.path?.slice(1, -1) ?? ""] : []));
  const rows = table("room", "what it is", "may import");
  expect(rows.map(([room]) => room?.replaceAll("`", "")).sort()).toEqual([...rooms].sort());
  for (const [room = "", , imports = ""] of rows) {
    const name = room.replaceAll("`", "");
    const refused = forbidden.find((rule) => rule.name === `${name.replace("/", "-")}-reaches`)?.to.path ?? [];
    const allowed = rooms.filter((other) => other !== name && !refused.includes(`^${other}/`));
    const short = allowed.map((other) => other.replace(/^(?:runtime|server)\//, "")).sort();
    expect(imports === "nothing" ? [] : imports.split(", "), name).toEqual(short);
  }
});

test("the table of dependencies names every package, and none that is not installed", () => {
  const manifests = ["package.json", "runtime/package.json"].map(
    (file) => JSON.parse(readFileSync(join(repository, file), "utf8")) as Record<string, Record<string, string> | undefined>,
  );
  const installed = manifests.flatMap((manifest) =>
    ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"].flatMap((kind) => Object.keys(manifest[kind] ?? {})),
  );
  const rows = table("package", "for", "why this one").map(([names = ""]) => names);
  const named = rows.flatMap((names) =>
    names
      .replace(/\(.*?\)/g, "")
      .split(",")
      .map((name) => name.trim()),
  );
  const isTypes = (name: string) => name.startsWith("@types/");
  const missing = [...new Set(installed)].filter((name) => !isTypes(name) && !named.includes(name));
  expect(missing).toEqual([]);
});

test("the files that a change touches are there", () => {
  const rows = table("to add", "write or change", "then run");
  expect(rows).toHaveLength(8);
  const paths = rows.flatMap(([, what = ""]) =>
    [...what.matchAll(/`((?:runtime|server|client|test|docs|l10n|media)\/[^`<*]+)`/g)].map(([, path]) => path ?? ""),
  );
  expect(paths.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
});
