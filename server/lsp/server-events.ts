// The events in the server. A part that reports an event does not know what follows from it.
import type { RunEvent } from "../../runtime/contract/events.js";
import type { DescribedProject } from "../../runtime/contract/worker.js";
import type { Project } from "../analysis/index.js";

export interface ServerEvents {
  /** The problems of a project were published. `rest`: all checks are done. */
  readonly problems: { readonly project: Project; readonly rest: boolean };
  /** A save changed the code of these assets. */
  readonly saved: { readonly project: Project; readonly keys: readonly string[] };
  /** The project was described, by executing its code. */
  readonly described: { readonly project: Project; readonly described: DescribedProject };
  readonly notDescribed: { readonly project: Project; readonly reason: string };
  /** An event of a run that this server started. */
  readonly run: { readonly project: Project; readonly event: RunEvent };
  /** The child process of a run has ended. */
  readonly runEnded: { readonly project: Project };
  /** Events of runs that other processes started. */
  readonly otherRun: { readonly project: Project; readonly events: readonly RunEvent[] };
  /** Records have moved. */
  readonly moved: { readonly project: Project; readonly keys: readonly string[] };
  /** The user decided whether the code of a project may run. */
  readonly allowed: { readonly project: Project };
  /** Another TypeScript answers for the project in `dir`, or for all. */
  readonly engine: { readonly dir: string | null };
  /** Another Node.js runs the code. */
  readonly node: Readonly<Record<string, never>>;
}

type Listeners = { [Name in keyof ServerEvents]?: (what: ServerEvents[Name]) => void };

export interface EventHub {
  tell<Name extends keyof ServerEvents>(name: Name, what: ServerEvents[Name]): void;
  /** Sets what follows from each event. Called once. */
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
