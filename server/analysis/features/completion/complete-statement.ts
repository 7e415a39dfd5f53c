// Completes a new asset at the top level of a module.
import * as l10n from "@vscode/l10n";
import { importValue } from "../imports.js";
import type { CompletionItem, Cursor } from "./completion-item.js";
import { wordAround } from "./completion-item.js";

const SHORTEST = 2;

/** Null if no statement of the module begins at the cursor, or if something other than `asset` is being typed. */
export function completeStatement(cursor: Cursor): CompletionItem[] | null {
  const { project, file, text, offset, before } = cursor;
  if (before.string || before.open.length > 0 || file === project.configFile) return null;
  const place = wordAround(cursor);
  const typed = text.slice(place.start, offset);
  const line = text.slice(text.lastIndexOf("\n", place.start - 1) + 1, place.start);
  const fresh = line.trim() === "" && ["", ";", "}", ")"].includes(before.previous);
  if (!fresh || typed.length < SHORTEST || !"asset".startsWith(typed)) return null;

  const imported = importValue(project, file, "millrace", "asset");
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const item = (label: string, detail: string, head: (stops: boolean) => string): CompletionItem => {
    const write = (stops: boolean) => [head(stops), `  ${stops ? "$0" : ""}`.trimEnd(), "});"].join(eol);
    return { label, kind: "snippet", detail, text: write(false), snippet: write(true), place, more: imported.edits };
  };
  const make = imported.name.replaceAll("$", "\\$");
  return [
    item("asset", l10n.t("a new asset"), (stops) =>
      stops ? `export const \${1:name} = ${make}((\${2}) => {` : `export const name = ${imported.name}(() => {`,
    ),
    item(l10n.t("asset with options"), l10n.t("a new asset with a group and its context"), (stops) =>
      stops
        ? `export const \${1:name} = ${make}({ group: "\${2:default}" }, async (context, \${3}) => {`
        : `export const name = ${imported.name}({ group: "default" }, async (context) => {`,
    ),
  ];
}
