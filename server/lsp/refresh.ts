// Asks the client to request hints and lenses again: at once, in small bursts, and as time passes ("2 min ago", "running 3 s").
import type { ClientCapabilities, Connection } from "vscode-languageserver";

export interface Refresh {
  lenses(): void;
  /** The same without waiting for the answer to the last request, so that the end of a run is not shown late. */
  lensesNow(): void;
  /** Types may have changed in a file other than the one that shows them. */
  hints(): void;
  /** While something runs, its lens counts seconds. */
  running(live: boolean): void;
  configure(capabilities: ClientCapabilities): void;
  close(): void;
}

/** The milliseconds in which several reasons cause one request. */
const BURST = 100;
/** Clients wait for quiet before they request, and start waiting again after each refresh. With smaller gaps they would never request. */
const GAP = 2000;
const RUNNING = 5000;
const MINUTE = 60_000;

export function createRefresh(connection: Connection): Refresh {
  let supported = false;
  let showsHints = false;
  let burst: NodeJS.Timeout | null = null;
  let clock: NodeJS.Timeout | null = null;
  let last = 0;

  function ask(after: number): void {
    if (burst) clearTimeout(burst);
    burst = setTimeout(() => {
      burst = null;
      last = Date.now();
      // A client that is closing does not answer.
      connection.sendRequest("workspace/codeLens/refresh").catch(() => undefined);
    }, after);
  }

  function lenses(): void {
    if (supported && !burst) ask(Math.max(BURST, last + GAP - Date.now()));
  }

  function tick(every: number): void {
    if (clock) clearInterval(clock);
    clock = setInterval(lenses, every);
    // In a browser, the timer is a number and needs no unref.
    clock.unref?.();
  }

  return {
    lenses,
    lensesNow() {
      if (supported) ask(BURST);
    },
    hints() {
      if (showsHints) connection.sendRequest("workspace/inlayHint/refresh").catch(() => undefined);
    },
    running: (live) => tick(live ? RUNNING : MINUTE),
    configure(capabilities) {
      supported = capabilities.workspace?.codeLens?.refreshSupport === true;
      showsHints = capabilities.workspace?.inlayHint?.refreshSupport === true;
      tick(MINUTE);
    },
    close() {
      if (burst) clearTimeout(burst);
      if (clock) clearInterval(clock);
    },
  };
}
