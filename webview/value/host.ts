// The connection of the value page to the extension: requests and answers, and the state that survives when the panel is hidden.
import type { LookAnswer, ValuePart } from "../../runtime/contract/value.js";
import type { FromValuePage, ShownAsset, ToValuePage } from "../../runtime/contract/value-page.js";

/** The state that survives when the panel is hidden. The extension reads which asset was shown when it restores the panel. */
export interface PageMemory extends ShownAsset {
  readonly comparing?: boolean;
  /** Sorting, filters and arrangement of the table, in the library's format. */
  readonly grid?: object;
}

interface HostApi {
  postMessage(message: FromValuePage): void;
  getState(): PageMemory | undefined;
  setState(state: PageMemory): void;
}

declare function acquireVsCodeApi(): HostApi;

/** The answer to a part of this kind. */
export type AnswerTo<Kind extends ValuePart["kind"]> = Extract<LookAnswer, { kind: Kind }>;

export interface Host {
  tell(intent: FromValuePage): void;
  /** Rejects with a message for the user. */
  ask<Kind extends ValuePart["kind"]>(part: Extract<ValuePart, { kind: Kind }>): Promise<AnswerTo<Kind>>;
  /** What the page stored about this asset. */
  recall(shown: ShownAsset): Pick<PageMemory, "comparing" | "grid">;
  remember(memory: PageMemory): void;
}

export function openHost(hear: (message: Extract<ToValuePage, { kind: "value" | "changed" }>) => void): Host {
  const api = acquireVsCodeApi();
  const waiting = new Map<number, { resolve: (answer: LookAnswer) => void; reject: (error: Error) => void }>();
  let asked = 0;
  addEventListener("message", ({ data }: MessageEvent<ToValuePage>) => {
    if (data.kind === "value" || data.kind === "changed") return hear(data);
    if (data.kind !== "looked" && data.kind !== "refused") return;
    const open = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.kind === "looked") open?.resolve(data.answer);
    else open?.reject(new Error(data.message));
  });
  return {
    tell: (intent) => api.postMessage(intent),
    ask: (part) =>
      new Promise((resolve, reject) => {
        const id = ++asked;
        waiting.set(id, { resolve: (answer) => resolve(answer as AnswerTo<typeof part.kind>), reject });
        api.postMessage({ kind: "look", id, part });
      }),
    recall(shown) {
      const memory = api.getState();
      const isSame = memory?.project === shown.project && memory.key === shown.key && memory.partitionKey === shown.partitionKey;
      return isSame ? memory : {};
    },
    remember: (memory) => api.setState(memory),
  };
}
