// The lifecycle of managers: set up on first use, set up again after a failure, and closed at the end.
import { closeAll } from "./close-all.js";
import type { InputManager } from "./io-manager.js";

export class Setups {
  /** Null: the setup failed, and it still has to be closed. */
  readonly #started = new Map<InputManager, Promise<void> | null>();

  ready(manager: InputManager, setUp: () => Promise<void> | void): Promise<void> {
    const known = this.#started.get(manager);
    if (known) return known;
    const started = (async () => setUp())();
    this.#started.set(manager, started);
    started.catch(() => {
      if (this.#started.get(manager) === started) this.#started.set(manager, null);
    });
    return started;
  }

  /** Closes everything whose setup was tried. After a failed setup, errors of closing are ignored. */
  async close(): Promise<void> {
    const used = [...this.#started];
    this.#started.clear();
    await closeAll(
      used.map(([manager, started]) => async () => {
        const failed = started === null || (await started.then(no, yes));
        try {
          await manager.close?.();
        } catch (error) {
          if (!failed) throw error;
        }
      }),
    );
  }
}

const yes = () => true;
const no = () => false;
