// Gives an asset another key: edits its declaration and every parameter and key that names it. All other assets load the same as before.
import * as l10n from "@vscode/l10n";
import type { Place, TextEdit } from "../../../../runtime/contract/problem.js";
import { relativeTo } from "../../file-access.js";
import { upstreamFor } from "../../loads.js";
import { type Mention, mentionsOf } from "../../mentions.js";
import type { ResolvedAsset } from "../../model.js";
import { invalidName, invalidParts } from "../../names.js";
import type { Project } from "../../project.js";
import { topLevelNames } from "../../reader/editable-code.js";
import { property } from "../../value.js";
import { isNamedByExport, lastPart, type Renamed } from "./named-asset.js";
import { renameInRecords } from "./rename-in-records.js";
import { type InsChange, insEdits, parameterEdits, sharingFunction } from "./rename-parameter.js";

/** The edits that change the key of `asset` to `to`. What every other asset loads stays the same. */
export function renameAsset(project: Project, asset: ResolvedAsset, to: string): Renamed {
  const from = asset.key;
  const model = project.model();
  const unread = [project.configFile, ...project.sourceFiles()].find((file) => project.facts(file)?.outdated);
  if (unread !== undefined)
    return refuse(l10n.t`${relativeTo(project.dir, unread)} cannot be read now, so the names in it are unknown. Fix its syntax first.`);
  const parts = to.split("/");
  const isKeyed = asset.external || property(asset.options, "key") !== undefined;
  const invalid = isKeyed ? invalidParts(parts) : invalidName(parts.slice(0, -1), parts.at(-1) ?? "");
  if (to === from) return { kind: "edits", edits: [], asset: null };
  if (model.byKey.has(to)) return refuse(l10n.t`There is an asset "${to}" already. Choose another name.`);
  if (invalid !== null)
    return refuse(
      to.includes("-") && invalidParts(parts) === null
        ? l10n.t('"{0}" can be a `key`, but not the name of an export. Give "{1}" a `key` first.', to, from)
        : invalid,
    );
  const records = renameInRecords(project, asset, to);
  const declared = declarationEdits(project, asset, to, records.shorthands);
  if (typeof declared === "string") return refuse(declared);

  const edits = [...declared, ...records.edits];
  for (const mention of mentionsOf(project, from)) {
    if (mention.kind === "parameter" || mention.written === "identifier" || mention.says !== "key") continue;
    const changed = keyEdits(mention, to);
    if (changed === null)
      return refuse(l10n.t`A key of "${from}" is written in parts that do not fit "${to}". Write it as one string first.`);
    edits.push(...changed);
  }
  const wiring = wiringEdits(project, asset, to);
  if (typeof wiring === "string") return refuse(wiring);
  return { kind: "edits", edits: unique([...edits, ...wiring]), asset: { from, to } };
}

function refuse(reason: string): Renamed {
  return { kind: "refused", reason };
}

/** Renames the exported name and its uses. An asset with a `key` is renamed only there. */
function declarationEdits(project: Project, asset: ResolvedAsset, to: string, keyed: readonly Place[]): TextEdit[] | string {
  if (asset.external || property(asset.options, "key")) {
    const isWritten = mentionsOf(project, asset.key).some(({ kind, says }) => kind === "declaration" && says === "key");
    return isWritten ? [] : l10n.t`The key of "${asset.key}" is computed by code, so it cannot be renamed here. Change that code.`;
  }
  const prefix = asset.key.split("/").slice(0, -1).join("/");
  if (to.split("/").slice(0, -1).join("/") !== prefix && prefix === "")
    return l10n.t(
      '"{0}" is named by its export, which has no prefix. Give it a `key` or a `keyPrefix` first; here only its name can change.',
      asset.key,
    );
  if (to.split("/").slice(0, -1).join("/") !== prefix)
    return l10n.t`The prefix of "${asset.key}" comes from its \`keyPrefix\`. Change that, or give the asset a \`key\`; here only its last part can change.`;
  if (!isNamedByExport(project, asset))
    return l10n.t`"${asset.key}" is exported under a name that differs from its declaration. Give it a \`key\` first.`;
  const old = lastPart(asset.key);
  const name = lastPart(to);
  if (/^\d/.test(name)) return l10n.t`"${name}" cannot be the name of an export. Give the asset a \`key\` first.`;
  const { place } = asset;
  const places = project.types().symbols.placesOf(place.file, place.start, project.filesMentioning(old));
  const all = places.length > 0 ? places : [{ ...place, shorthand: false }];
  const taken = [...new Set(all.map(({ file }) => file))].find((file) => topLevelNames(file, project.files.read(file) ?? "").has(name));
  if (taken !== undefined) return l10n.t`${relativeTo(project.dir, taken)} has something named "${name}" already. Choose another name.`;
  const isKey = (at: Place) => keyed.some(({ file, start }) => file === at.file && start === at.start);
  return all.map(({ shorthand, ...at }) => ({ place: at, text: shorthand && !isKey(at) ? `${old}: ${name}` : name }));
}

/** Replaces a key in a string as a whole, and a key in an array part by part. */
function keyEdits({ written, parts, place }: Mention, to: string): TextEdit[] | null {
  if (written === "string") return [{ place, text: to }];
  const wanted = to.split("/");
  return wanted.length === parts.length ? parts.map((part, index) => ({ place: part, text: wanted[index] ?? "" })) : null;
}

/** Renames parameters if the new name leads to the asset and is free. Otherwise sets the key in `ins`. */
function wiringEdits(project: Project, renamed: ResolvedAsset, to: string): TextEdit[] | string {
  const model = project.model();
  const keys = new Set([...model.byKey.keys()].filter((key) => key !== renamed.key).concat(to));
  const edits: TextEdit[] = [];
  const uses: TextEdit[] = [];
  for (const asset of model.assets) {
    const key = asset === renamed ? to : asset.key;
    const prefix = asset === renamed ? to.split("/").slice(0, -1) : asset.prefix;
    const changes: InsChange[] = [];
    for (const input of asset.inputs) {
      if (property(input.ins, "key") || input.upstream === null) continue;
      const wanted = input.upstream === renamed.key ? to : input.upstream;
      const isRenamed = input.upstream === renamed.key && asset !== renamed;
      const followed = isRenamed ? follow(project, asset, input, { name: lastPart(to), to, prefix, keys }) : null;
      if (followed) {
        uses.push(...followed);
        changes.push({ input, name: lastPart(to), key: null });
      } else if (upstreamFor(input.parameter, input.ins, prefix, keys) !== wanted)
        changes.push({ input, name: input.parameter, key: wanted });
    }
    const entries = changes.length === 0 ? [] : insEdits(project, asset, changes);
    if (entries === null)
      return l10n.t`The options of "${key}" are in a place that cannot be edited. Name the asset in \`ins\` by hand first.`;
    edits.push(...entries);
  }
  // New options are inserted directly before a parameter without parentheses, so they come first.
  return [...edits, ...uses];
}

/** The edits that rename a parameter to the asset's new name. Null if that would not load it, or if the name is taken. */
function follow(
  project: Project,
  asset: ResolvedAsset,
  input: ResolvedAsset["inputs"][number],
  { name, to, prefix, keys }: { name: string; to: string; prefix: readonly string[]; keys: ReadonlySet<string> },
): TextEdit[] | null {
  if (upstreamFor(name, null, prefix, keys) !== to) return null;
  // Two assets may share a function. Then the parameter may mean two different assets.
  const alike = sharingFunction(project, asset).every((other) => {
    const own = other.inputs.find(({ position }) => position === input.position);
    return own?.upstream === input.upstream && !property(own.ins, "key") && upstreamFor(name, null, other.prefix, keys) === to;
  });
  if (!alike || asset.inputs.some((other) => other !== input && other.parameter === name)) return null;
  const edits = parameterEdits(project, asset, input, name);
  return typeof edits === "string" ? null : edits;
}

/** A constant or a function that two assets share is edited once. */
function unique(edits: readonly TextEdit[]): TextEdit[] {
  const seen = new Set<string>();
  const idOf = ({ file, start, end }: Place, text: string) => `${file}:${start}:${end}:${text}`;
  return edits.filter(({ place, text }) => !seen.has(idOf(place, text)) && seen.add(idOf(place, text)));
}
