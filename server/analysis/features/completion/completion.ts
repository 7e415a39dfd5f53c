// Completion for names in Millrace code only: parameters, options, selections, a new asset.
import type { Project } from "../../project.js";
import { codeBefore } from "../../reader/code-before.js";
import { completeOption } from "./complete-option.js";
import { completeParameter } from "./complete-parameter.js";
import { completeResource } from "./complete-resource.js";
import { completeStatement } from "./complete-statement.js";
import { type Completion, type Cursor, limited, wordBefore } from "./completion-item.js";

/** Completes at a cursor. The text before the cursor decides, so completion works in incomplete code. */
export function complete(project: Project, file: string, offset: number): Completion {
  const text = project.files.read(file) ?? "";
  const before = codeBefore(text, offset);
  if (before === null) return NOTHING;
  const cursor: Cursor = { project, file, text, offset, before };
  const parameters = before.string ? null : completeParameter(cursor);
  if (parameters) return parameters;
  return limited(completeResource(cursor) ?? completeOption(cursor) ?? completeStatement(cursor) ?? [], wordBefore(cursor));
}

const NOTHING: Completion = { items: [], incomplete: false };

/** The type and the description of a completed asset. */
export function completionDetails(project: Project, key: string): { readonly type: string | null; readonly description: string } | null {
  const asset = project.model().byKey.get(key);
  if (!asset) return null;
  const output = asset.external || asset.returnsNothing ? null : project.types().output(asset);
  return { type: output?.text ?? null, description: asset.description };
}
