// Which manager stores and loads which asset, and the lifecycle of managers in one run: set up on first use, closed at the end.
import { NonRetriableError } from "../sdk/failure.js";
import { type InputManager, type IOManager, isInputManager, isIOManager } from "../sdk/io-manager.js";
import type { Log } from "../sdk/log.js";
import { resourcesNeededBy } from "../sdk/manager-factory.js";
import type { ResolvedAsset, ResolvedProject } from "../sdk/resolve.js";
import { Setups } from "../sdk/setups.js";
import type { Resources } from "./resources.js";

export interface ChosenManager<M extends InputManager> {
  readonly manager: M;
  /** Null for an instance given as `ioManager`. */
  readonly key: string | null;
}

export interface ManagerPool {
  /** The manager that stores an asset, and loads it by default. */
  storing(asset: ResolvedAsset): ChosenManager<IOManager>;
  /** The manager that loads `upstream` for one parameter. */
  loading(upstream: ResolvedAsset, inputManagerKey: string | undefined): ChosenManager<InputManager>;
  /** Resolves after the manager's `setup`. A setup that failed runs again on the next request. */
  ready(manager: InputManager): Promise<void>;
  close(): Promise<void>;
}

/** What managers need for their setup. */
export interface ManagerScope {
  readonly resources: Resources;
  readonly projectDir: string;
  readonly log: Log;
}

/** `fallback` is the `io_manager` of a project that does not set one. */
export function createManagerPool(project: ResolvedProject, fallback: IOManager, scope: ManagerScope): ManagerPool {
  const setUp = async (manager: InputManager): Promise<void> => {
    const { resources, projectDir, log } = scope;
    await resources.ready(resourcesNeededBy(manager));
    await manager.setup?.({ resources: resources.values, projectDir, log });
  };
  const setups = new Setups();
  const named = (key: string) => project.resources.get(key) ?? (key === "io_manager" ? fallback : undefined);

  function storing(asset: ResolvedAsset): ChosenManager<IOManager> {
    const { ioManager, ioManagerKey = "io_manager" } = asset.definition.options;
    if (ioManager !== undefined) return { manager: ioManager, key: null };
    const manager = named(ioManagerKey);
    if (isIOManager(manager)) return { manager, key: ioManagerKey };
    if (asset.external && isInputManager(manager)) return { manager: manager as IOManager, key: ioManagerKey };
    throw new NonRetriableError(
      `${asset.key}: the resource "${ioManagerKey}" is not an I/O manager. Add one under this name to the resources of the Definitions.`,
    );
  }

  return {
    storing,
    loading(upstream, inputManagerKey) {
      if (inputManagerKey === undefined) return storing(upstream);
      const manager = named(inputManagerKey);
      if (isInputManager(manager)) return { manager, key: inputManagerKey };
      throw new NonRetriableError(
        `${upstream.key}: the resource "${inputManagerKey}" is not an input manager. Add an input manager under this name to the resources of the Definitions.`,
      );
    },
    ready: (manager) => setups.ready(manager, () => setUp(manager)),
    close: () => setups.close(),
  };
}
