// Reads `new Definitions({ … })`: which assets, external assets, resources, jobs and schedules a config holds.
import * as l10n from "@vscode/l10n";
import type { GraphJob, GraphSchedule } from "../../runtime/contract/asset.js";
import type { Place } from "../../runtime/contract/problem.js";
import type { Evaluator } from "./evaluate.js";
import { folderOf, resolvePath } from "./file-access.js";
import type { DefinitionsPlaces, Resources } from "./model.js";
import { keyParts } from "./names.js";
import { readResources } from "./read-resources.js";
import { type KeyOf, selectionText } from "./selection-text.js";
import { type AssetDeclaration, answer, declarationId, type ObjectValue, possibilities, property, stringOf, type Value } from "./value.js";

export interface ReadDefinitions {
  readonly declarations: readonly AssetDeclaration[];
  readonly externals: readonly ExternalDeclaration[];
  /** Modules whose exports are in the Definitions: namespaces, and files of `assetsFrom`. */
  readonly modules: readonly string[];
  /** Exports that cannot be read and may be assets, for example created by a helper function. */
  readonly maybeAssets: readonly MaybeAsset[];
  readonly emptyFolders: readonly EmptyFolder[];
  /** There may be assets that are known only when the code is executed. */
  readonly open: boolean;
  /** Identities of declarations that may or may not exist, such as those in the branches of a condition. */
  readonly uncertain: ReadonlySet<string>;
  readonly resources: Resources;
  readonly jobs: readonly ReadJob[];
  readonly schedules: readonly ReadSchedule[];
  /** There may be jobs or schedules that cannot be read. */
  readonly openJobs: boolean;
  readonly places: DefinitionsPlaces | null;
  /** The place for anything without a readable place: the options of the Definitions, or the config. */
  readonly place: Place;
  /** Why there are no Definitions, as one sentence with the fix. */
  readonly missing: string | null;
}

/** A job, with the values in its code. */
export interface ReadJob {
  readonly job: GraphJob;
  readonly selection: Value | null;
  readonly place: Place;
}

/** A schedule, with the values in its code. */
export interface ReadSchedule {
  readonly schedule: GraphSchedule;
  readonly options: Value | null;
  readonly place: Place;
}

/** An argument of `assetsFrom` for which no module is found. */
export interface EmptyFolder {
  readonly folder: string;
  readonly place: Place;
}

export interface MaybeAsset {
  readonly file: string;
  readonly exported: string;
}

export interface ExternalDeclaration {
  /** Null if the key is known only when the code is executed. */
  readonly key: string | null;
  readonly options: Value | null;
  readonly place: Place;
}

/** The Definitions a config exports by default. `modulesBelow` lists the modules of a folder, for `assetsFrom`. */
export function readDefinitions(
  configFile: string,
  evaluator: Evaluator,
  modulesBelow: (folder: string) => readonly string[],
  keyOf: KeyOf,
): ReadDefinitions {
  const exported = evaluator.exported(configFile, "default");
  const found = exported ? possibilities(exported).find((value) => value.kind === "instance" && value.sdk === "Definitions") : undefined;
  if (found?.kind !== "instance") return nothing(exported, configFile);
  const options = found.args[0] ?? null;
  const assets = property(options, "assets") ?? null;
  const collected = collector(evaluator, configFile, modulesBelow);
  if (assets) collected.collect(assets);
  const jobs = readJobs(property(options, "jobs"), keyOf);
  const schedules = readSchedules(property(options, "schedules"), keyOf);
  return {
    declarations: [...collected.declarations.values()],
    externals: collected.externals,
    modules: collected.modules,
    maybeAssets: collected.maybeAssets,
    emptyFolders: collected.emptyFolders,
    open: collected.isOpen(),
    uncertain: collected.uncertain,
    resources: readResources(property(options, "resources")),
    jobs: jobs.read,
    schedules: schedules.read,
    openJobs: jobs.open || schedules.open,
    places: { options, assets, resources: property(options, "resources") ?? null },
    place: options?.place ?? found.place,
    missing: null,
  };
}

function nothing(exported: Value | undefined, configFile: string): ReadDefinitions {
  const surely = exported === undefined || exported.kind === "literal" || exported.kind === "object" || exported.kind === "array";
  return {
    declarations: [],
    externals: [],
    modules: [],
    maybeAssets: [],
    emptyFolders: [],
    open: true,
    uncertain: new Set(),
    resources: { byKey: new Map(), open: true },
    jobs: [],
    schedules: [],
    openJobs: true,
    places: null,
    place: { file: configFile, start: 0, end: 0 },
    missing: surely ? l10n.t("This config exports no Definitions. Write `export default new Definitions({ assets, resources })`.") : null,
  };
}

function collector(evaluator: Evaluator, configFile: string, modulesBelow: (folder: string) => readonly string[]) {
  const declarations = new Map<string, AssetDeclaration>();
  const externals: ExternalDeclaration[] = [];
  const modules: string[] = [];
  const maybeAssets: MaybeAsset[] = [];
  const emptyFolders: EmptyFolder[] = [];
  const uncertain = new Set<string>();
  let open = false;
  let branches = 0;

  function collect(value: Value): void {
    switch (value.kind) {
      case "asset":
        declarations.set(declarationId(value.declaration), value.declaration);
        if (branches > 0) uncertain.add(declarationId(value.declaration));
        return;
      case "array":
        open ||= value.open;
        for (const element of value.elements) collect(element);
        return;
      case "object":
        return collectRecord(value);
      case "namespace":
        return collectModule(value.file);
      case "choice":
        // Which of the options applies is known only when the code is executed.
        open = true;
        branches++;
        for (const option of value.options) collect(option);
        branches--;
        return;
      case "call":
        return collectCall(value);
      case "unknown":
      case "method":
      case "instance":
        open = true;
    }
  }

  /** Collects the values of a record's properties. */
  function collectRecord(record: ObjectValue): void {
    open ||= record.open;
    for (const { value } of record.properties.values()) {
      if (isOpenValue(value)) collect(value);
      else if (!collectWithin(value)) open = true;
    }
  }

  function collectModule(file: string): void {
    modules.push(file);
    const { names, open: more } = evaluator.exports(file);
    open ||= more;
    // The type of the export says whether it contains assets.
    for (const [name, value] of names) if (isOpenValue(value) || !collectWithin(value)) maybeAssets.push({ file, exported: name });
  }

  /**
   * Collects a named value of a record or module: an asset, a list of assets, a record or a namespace. Returns false if it may contain
   * more than was read.
   */
  function collectWithin(value: Value): boolean {
    if (isAsset(value)) collect(value);
    else if (value.kind === "array") {
      const isMore = value.open || value.elements.some(isOpenValue);
      if (!value.elements.every((each) => isAsset(each) || isOpenValue(each))) return true;
      for (const each of value.elements) if (isAsset(each)) collect(each);
      return !isMore;
    } else if (value.kind === "object" || value.kind === "namespace") {
      const { held, isMore } = heldBy(value);
      for (const each of held) if (isAsset(each)) collect(each);
      return !isMore && !held.some(isOpenValue);
    }
    return true;
  }

  function heldBy(value: ObjectValue | Extract<Value, { kind: "namespace" }>): {
    readonly held: readonly Value[];
    readonly isMore: boolean;
  } {
    if (value.kind === "object") return { held: [...value.properties.values()].map((each) => each.value), isMore: value.open };
    const { names, open: more } = evaluator.exports(value.file);
    return { held: [...names.values()], isMore: more };
  }

  function collectCall(call: Extract<Value, { kind: "call" }>): void {
    if (call.callee === "externalAsset") {
      const key = answer(call.args[0], "key", keyParts);
      if (key.kind === "absent") return;
      externals.push({ key: key.kind === "known" ? key.value.join("/") : null, options: call.args[0] ?? null, place: call.place });
    } else if (call.callee === "assetsFrom") {
      const [argument] = call.args;
      const folder = stringOf(argument);
      if (argument === undefined || folder === null) open = true;
      else collectFolder(folder, argument.place);
    } else open = true;
  }

  /** The bundler resolves no folder that is written with backslashes, on any system. */
  function collectFolder(folder: string, place: Place): void {
    const found = folder.includes("\\") ? [] : modulesBelow(resolvePath(folderOf(configFile), folder));
    if (found.length === 0 && branches === 0) emptyFolders.push({ folder, place });
    for (const file of found) collectModule(file);
  }

  return { declarations, externals, modules, maybeAssets, emptyFolders, uncertain, collect, isOpen: () => open };
}

/** Whether executing the code, or a type, must decide if the value is an asset. */
function isOpenValue({ kind }: Value): boolean {
  return kind === "unknown" || kind === "choice";
}

function isAsset(value: Value): boolean {
  return value.kind === "asset" || (value.kind === "call" && value.callee === "externalAsset");
}

interface ReadList<T> {
  readonly read: readonly T[];
  /** There may be more, or one that cannot be read. */
  readonly open: boolean;
}

function readJobs(value: Value | undefined, keyOf: KeyOf): ReadList<ReadJob> {
  return readList(value, (job) => readJob(job, keyOf));
}

function readJob(value: Value | undefined, keyOf: KeyOf): ReadJob | null {
  if (value?.kind !== "call" || value.callee !== "defineAssetJob") return null;
  const name = stringOf(value.args[0]);
  if (name === null) return null;
  const selection = property(value.args[1], "selection") ?? null;
  return { job: { name, selection: selection === null ? "*" : selectionText(selection, keyOf) }, selection, place: value.place };
}

function readSchedules(value: Value | undefined, keyOf: KeyOf): ReadList<ReadSchedule> {
  return readList(value, (schedule) => {
    if (schedule.kind !== "instance" || schedule.sdk !== "ScheduleDefinition") return null;
    const [options = null] = schedule.args;
    const jobValue = property(options, "job");
    const job = readJob(jobValue, keyOf)?.job.name ?? stringOf(jobValue);
    const given = answer(options, "name", stringOf);
    const name = given.kind === "known" ? given.value : given.kind === "absent" && job !== null ? `${job}_schedule` : null;
    if (name === null) return null;
    const cronSchedule = stringOf(property(options, "cronSchedule"));
    const zone = answer(options, "executionTimezone", stringOf);
    const executionTimezone = zone.kind === "known" ? zone.value : zone.kind === "absent" ? "UTC" : null;
    return { schedule: { name, job, cronSchedule, executionTimezone }, options, place: schedule.place };
  });
}

function readList<T>(value: Value | undefined, read: (element: Value) => T | null): ReadList<T> {
  if (value === undefined) return { read: [], open: false };
  if (value.kind !== "array") return { read: [], open: true };
  const all = value.elements.map(read);
  return { read: all.filter((each) => each !== null), open: value.open || all.includes(null) };
}
