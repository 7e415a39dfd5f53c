// The messages between the page of a stored value and the extension.
import type { LookAnswer, ValuePart } from "./value.js";

/** The maximum number of characters that the page may copy to the clipboard. */
export const MOST_COPIED = 50_000_000;

/** The requests of the page. The extension validates each one before it acts on it. */
export type FromValuePage =
  | { readonly kind: "ready" }
  /** The answer contains the same `id`. */
  | { readonly kind: "look"; readonly id: number; readonly part: ValuePart; readonly runId?: string }
  /** Show one partition of the asset. */
  | { readonly kind: "partition"; readonly partitionKey: string }
  /** Compare with the value of an older run, side by side. */
  | { readonly kind: "compare"; readonly runId: string }
  | { readonly kind: "copy"; readonly text: string }
  | { readonly kind: "openFile" }
  | { readonly kind: "openAsset" }
  | { readonly kind: "showGraph" }
  | { readonly kind: "materialize" };

export type ToValuePage =
  | { readonly kind: "value"; readonly value: ShownAsset }
  | { readonly kind: "looked"; readonly id: number; readonly answer: LookAnswer }
  /** The reason is one sentence. */
  | { readonly kind: "refused"; readonly id: number; readonly message: string }
  /** The value or the code changed. */
  | { readonly kind: "changed" };

/** The shown asset. The page keeps it, so that the extension finds it again after the window is reloaded. */
export interface ShownAsset {
  /** URI of the project's folder. */
  readonly project: string;
  readonly key: string;
  readonly partitionKey?: string;
}
