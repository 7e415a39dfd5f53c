// What the page that shows a stored value and the extension say to each other.
import type { LookAnswer, ValuePart } from "./value.js";

/** Characters the page may give to the clipboard. */
export const MOST_COPIED = 50_000_000;

/** What the page may ask. The extension looks at every word of it before anything acts on it. */
export type FromValuePage =
  | { readonly kind: "ready" }
  /** `id` comes back with the answer. */
  | { readonly kind: "look"; readonly id: number; readonly part: ValuePart; readonly runId?: string }
  /** Look at one partition of the asset. */
  | { readonly kind: "partition"; readonly partitionKey: string }
  /** Compare with what an older run stored, side by side. */
  | { readonly kind: "compare"; readonly runId: string }
  | { readonly kind: "copy"; readonly text: string }
  | { readonly kind: "openFile" }
  | { readonly kind: "openAsset" }
  | { readonly kind: "showGraph" }
  | { readonly kind: "materialize" };

export type ToValuePage =
  | { readonly kind: "value"; readonly value: ShownAsset }
  | { readonly kind: "looked"; readonly id: number; readonly answer: LookAnswer }
  /** In a sentence. */
  | { readonly kind: "refused"; readonly id: number; readonly message: string }
  /** There is a newer value, or the code is another. */
  | { readonly kind: "changed" };

/** What is shown; the page keeps it, so that the extension finds it again after a reload of the window. */
export interface ShownAsset {
  /** URI of the project's folder. */
  readonly project: string;
  readonly key: string;
  readonly partitionKey?: string;
}
