// The connection of the page to the extension: typed messages in both directions, and the state that survives when the panel is hidden.
import type { FromPage, ToPage } from "../runtime/contract/graph.js";
import type { Seen } from "./scene.js";

/** The state that the page stores while it is hidden. The extension reads `project` when it restores the panel. */
export interface PageMemory {
  readonly project: string;
  readonly selected: string | null;
  readonly query: string;
  readonly seen: Seen;
  readonly pinned: boolean;
  readonly viewport: { readonly x: number; readonly y: number; readonly k: number } | null;
}

interface HostApi {
  postMessage(message: FromPage): void;
  getState(): PageMemory | undefined;
  setState(state: PageMemory): void;
}

declare function acquireVsCodeApi(): HostApi;

const host = acquireVsCodeApi();

export function tell(intent: FromPage): void {
  host.postMessage(intent);
}

export function listen(hear: (message: ToPage) => void): void {
  window.addEventListener("message", (event: MessageEvent<ToPage>) => hear(event.data));
}

export function recall(): PageMemory | undefined {
  return host.getState();
}

export function remember(memory: PageMemory): void {
  host.setState(memory);
}
