// `millrace check`: everything wrong with the wiring and the types, without running anything.
import type { FileAccess } from "../analysis/plain.js";
import { type Checked, checkText } from "./check-words.js";
import { findProject, type ProjectOption } from "./find-project.js";
import { type Profile, profileText } from "./profile.js";
import { remembered } from "./remembered.js";

interface CheckOptions extends ProjectOption {
  readonly json?: boolean;
  readonly profile?: boolean;
  /** Asks the running code what reading leaves open. */
  readonly run?: boolean;
}

/** Exits 1 on errors only: what reading leaves open is none. */
export async function check(options: CheckOptions): Promise<number> {
  const dir = findProject(options);
  const { checked, profile } = await look(dir, options);
  if (checked === null) return 1;
  const { problems, open, missing } = checked;
  if (options.json) {
    console.log(JSON.stringify({ problems, open, profile }, null, 2));
  } else {
    console.log(checkText(checked));
    if (profile) console.error(profileText(profile));
  }
  if (missing !== null) console.error(missing);
  return problems.some(({ severity }) => severity === "error") ? 1 : 0;
}

async function look(dir: string, options: CheckOptions): Promise<{ checked: Checked | null; profile?: Profile }> {
  if (options.run) return { checked: await (await import("./checked.js")).checkedByRunning(dir) };
  if (options.profile) return (await import("./checked.js")).checkedWithProfile(dir);
  const compute = async (files: FileAccess) => (await import("./checked.js")).checkedIn(dir, files);
  return { checked: await remembered(dir, ["check"], compute, ({ isLasting }) => isLasting) };
}
