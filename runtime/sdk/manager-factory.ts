// I/O managers created by a function: when a run first needs them, from a validated config and other resources.
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { closeAll } from "./close-all.js";
import type { DescribeContext, Described, InputContext, InputManager, IOManager, OutputContext } from "./io-manager.js";
import {
  type ConfigInput,
  type ConfigOf,
  type Factory,
  type FactoryOptions,
  type FactoryScope,
  factoryOf,
  type InitContext,
} from "./resource.js";

type Create<Schema, M> = (init: InitContext<ConfigOf<Schema>>) => M | Promise<M>;

/** An input manager that is created in `setup`, once in a run. Before that, nothing is known about it. */
class MadeInputManager<M extends InputManager, Schema extends StandardSchemaV1 | undefined> implements InputManager {
  protected made: M | null = null;
  protected readonly options: FactoryOptions<Schema>;
  protected readonly makeIt: Create<Schema, M>;
  readonly factory: Factory<M>;

  constructor(options: FactoryOptions<Schema>, create: Create<Schema, M>, config?: unknown) {
    this.options = options;
    this.makeIt = create;
    this.factory = factoryOf("the I/O manager", options, config, create);
  }

  protected get inner(): M {
    if (this.made !== null) return this.made;
    throw new Error("this I/O manager is created when a run needs it; call setup first.");
  }

  get supportedForms() {
    return this.made?.supportedForms;
  }

  get partitionsTogether() {
    return this.made?.partitionsTogether ?? false;
  }

  get preview() {
    return this.made?.preview?.bind(this.made);
  }

  get page() {
    return this.made?.page?.bind(this.made);
  }

  get verify() {
    return this.made?.verify?.bind(this.made);
  }

  loadInput(context: InputContext) {
    return this.inner.loadInput(context);
  }

  async setup(scope: FactoryScope): Promise<void> {
    const made = await this.factory.create(scope);
    const check: unknown = made;
    if (typeof check !== "object" || check === null || !("loadInput" in check))
      throw new TypeError("the function of ioManager() did not return an I/O manager. Return an object with handleOutput and loadInput.");
    try {
      await made.setup?.(scope);
    } catch (error) {
      // The next attempt creates another one.
      await closeAll([() => made.close?.()]).catch(() => undefined);
      throw error;
    }
    this.made = made;
  }

  async close(): Promise<void> {
    const { made } = this;
    this.made = null;
    await made?.close?.();
  }
}

/** The result of `inputManager`: a resource that can be `configured`. */
export class InputManagerDefinition<Schema extends StandardSchemaV1 | undefined = undefined> extends MadeInputManager<
  InputManager,
  Schema
> {
  /** The same manager with this config. Any value in it may be an `envVar`. */
  configured(config: ConfigInput<Schema>): InputManagerDefinition<Schema> {
    return new InputManagerDefinition(this.options, this.makeIt, config);
  }
}

/** The result of `ioManager`: a resource that can be `configured`. */
export class IOManagerDefinition<Schema extends StandardSchemaV1 | undefined = undefined>
  extends MadeInputManager<IOManager, Schema>
  implements IOManager
{
  /** The same manager with this config. Any value in it may be an `envVar`. */
  configured(config: ConfigInput<Schema>): IOManagerDefinition<Schema> {
    return new IOManagerDefinition(this.options, this.makeIt, config);
  }

  handleOutput(context: OutputContext, value: unknown) {
    return this.inner.handleOutput(context, value);
  }

  describe(context: DescribeContext): Described {
    const stored = context.materialization?.stored;
    if (stored != null) return { storedAt: stored.storedAt };
    return this.made?.describe?.(context) ?? { storedAt: null };
  }

  get exists() {
    return this.made?.exists?.bind(this.made);
  }

  get adopt() {
    return this.made?.adopt?.bind(this.made);
  }

  get remove() {
    return this.made?.remove?.bind(this.made);
  }
}

/**
 * An I/O manager created by a function, once in a run, when an asset first needs it: `ioManager({ configSchema, requiredResourceKeys },
 * create)`. Pass it in `resources` of the Definitions, with `.configured({ … })` if its schema requires a config.
 */
export function ioManager<const Schema extends StandardSchemaV1 | undefined = undefined>(
  options: FactoryOptions<Schema>,
  create: Create<Schema, IOManager>,
): IOManagerDefinition<Schema> {
  return new IOManagerDefinition(options, create);
}

/** Like `ioManager`, for managers that load values produced outside the project. */
export function inputManager<const Schema extends StandardSchemaV1 | undefined = undefined>(
  options: FactoryOptions<Schema>,
  create: Create<Schema, InputManager>,
): InputManagerDefinition<Schema> {
  return new InputManagerDefinition(options, create);
}

/** The resources that a manager needs before it can be created. */
export function resourcesNeededBy(thing: unknown): readonly string[] {
  return thing instanceof MadeInputManager ? thing.factory.requiredResourceKeys : [];
}
