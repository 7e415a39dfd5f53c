// What happens in the server, told in one place: who notices it knows nothing of what follows from it.
import type { RunEvent } from "../../runtime/contract/events.js";
import type { DescribedProject } from "../../runtime/contract/worker.js";
import type { Project } from "../analysis/index.js";

export interface ServerEvents {
  /** The problems of a project were told anew; `rest`: nothing is left to be checked. */
  readonly problems: { readonly project: Project; readonly rest: boolean };
  /** A save changed the code of these assets. */
  readonly saved: { readonly project: Project; readonly keys: readonly string[] };
  /** What requires executing code was told. */
  readonly described: { readonly project: Project; readonly described: DescribedProject };
  readonly notDescribed: { readonly project: Project; readonly reason: string };
  /** Of a run that this server started. */
  readonly run: { readonly project: Project; readonly event: RunEvent };
  /** The child of a run is gone, too. */
  readonly runEnded: { readonly project: Project };
  /** Of runs that other processes started. */
  readonly otherRun: { readonly project: Project; readonly events: readonly RunEvent[] };
  /** Records lie elsewhere now. */
  readonly moved: { readonly project: Project; readonly keys: readonly string[] };
  /** The user said whether the code of a project may run. */
  readonly allowed: { readonly project: Project };
  /** Another TypeScript answers for the project in `dir`, or for all. */
  readonly engine: { readonly dir: string | null };
  /** Another Node.js runs the code. */
  readonly node: Readonly<Record<string, never>>;
}

type Listeners = { [Name in keyof ServerEvents]?: (what: ServerEvents[Name]) => void };

export interface EventHub {
  tell<Name extends keyof ServerEvents>(name: Name, what: ServerEvents[Name]): void;
  /** What follows from each event; called once. */
  listen(listeners: Required<Listeners>): void;
}

export function createServerEvents(): EventHub {
  let heard: Listeners = {};
  return {
    tell: (name, what) => heard[name]?.(what),
    listen(listeners) {
      heard = listeners;
    },
  };
}
