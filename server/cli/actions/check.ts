// `millrace check`: reports every problem of the wiring and the types, without executing code.
import type { TypeEngine } from "../../../runtime/contract/editor.js";
import { type Checked, checkText } from "../output/check-words.js";
import { print, printError, printJson } from "../output/print.js";
import { checkedOf } from "../project/checked.js";
import { findProject, type ProjectOption } from "../project/find-project.js";
import { manifestIn } from "../project/kept-manifest.js";
import { type Profile, profileText } from "../project/profile.js";

interface CheckOptions extends ProjectOption {
  readonly json?: boolean;
  readonly profile?: boolean;
  /** Executes the code to fill what reading leaves open. */
  readonly run?: boolean;
  readonly typeEngine?: TypeEngine;
}

/** Exits 1 on errors only. What reading leaves open is not an error. */
export async function check(options: CheckOptions): Promise<number> {
  const dir = findProject(options);
  const { checked, profile } = await look(dir, options);
  const { problems, open, withoutKey, missing } = checked;
  if (options.json) {
    printJson({ problems, open, withoutKey, profile });
  } else {
    print(checkText(checked));
    if (profile) printError(profileText(profile));
  }
  if (missing !== null) printError(missing);
  return problems.some(({ severity }) => severity === "error") ? 1 : 0;
}

interface Look {
  readonly checked: Checked;
  readonly profile?: Profile;
}

async function look(dir: string, options: CheckOptions): Promise<Look> {
  if (options.typeEngine === "native") return { checked: checkedOf(await (await import("../project/read-manifest.js")).natively(dir)) };
  if (options.profile) {
    const { manifest, profile } = (await import("../project/read-manifest.js")).profiledManifest(dir);
    return { checked: checkedOf(manifest), profile };
  }
  if (!options.run) return { checked: checkedOf(await manifestIn(dir, null)) };
  const { describedManifest, withFailure } = await import("../project/read-manifest.js");
  const { manifest, failure } = await describedManifest(dir, null);
  return { checked: { ...checkedOf(withFailure(manifest, failure)), isAsked: true } };
}
