// `millrace partitions`: the keys of a dynamic partitions definition.
import { dynamicKeysChange, parseDynamicKeys } from "../../../runtime/contract/dynamic-keys.js";
import { dynamicKeysPath } from "../../../runtime/disk/dynamic-keys-path.js";
import { appendDurably } from "../../../runtime/disk/new-file.js";
import { readTextIfThere } from "../../../runtime/disk/regular-file.js";
import { didYouMean, listKnown, nearest } from "../../../runtime/planning/index.js";
import { dynamicNames, type Project } from "../../analysis/index.js";
import { print, printError, printJson } from "../output/print.js";
import { UsageError } from "../output/usage-error.js";
import { openProject, type ProjectOption } from "../project/open-project.js";

interface PartitionsOptions extends ProjectOption {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly json?: boolean;
}

export function partitions(name: string, options: PartitionsOptions): number {
  const project = openProject(options);
  const path = dynamicKeysPath(project.dir, name);
  const { add = [], remove = [] } = options;
  const bad = add.find((key) => key === "" || key.includes("..."));
  if (bad !== undefined)
    throw new UsageError(
      `"${bad}" is not a partition key: a key is not empty, and does not contain "...", which is for ranges. Give another key.`,
    );
  const before = parseDynamicKeys(readTextIfThere(path));
  checkName(project, name, before.length > 0);
  const unknown = remove.filter((key) => !before.includes(key) && !add.includes(key));
  if (unknown.length > 0)
    throw new UsageError(`"${unknown[0]}" is not a key of "${name}".${didYouMean(nearest(unknown[0] as string, before))}`);
  if (add.length > 0 || remove.length > 0) {
    appendDurably(path, dynamicKeysChange({ add, remove }));
  }
  const keys = parseDynamicKeys(readTextIfThere(path));
  if (options.json) printJson({ name, keys });
  else if (keys.length === 0) print(`"${name}" has no keys yet. Add one: millrace partitions ${name} --add KEY`);
  else for (const key of keys) print(key);
  return 0;
}

/** An unknown name is a usage error, unless it already has keys, or there may be names that are known only when the code is executed. */
function checkName(project: Project, name: string, hasKeys: boolean): void {
  const { names, areAll } = dynamicNames(project);
  if (names.includes(name)) return;
  const message = `No asset has the dynamic partitions "${name}".${didYouMean(nearest(name, names))} ${listKnown(names)}`;
  if (areAll && !hasKeys) throw new UsageError(message);
  printError(message);
}
