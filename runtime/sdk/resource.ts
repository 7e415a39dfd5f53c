// Resources that are created when a run needs them, from a validated config and other resources.
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { EnvVar } from "./env-var.js";
import type { Log } from "./log.js";

/** The context of a factory. */
export interface InitContext<Config = undefined, Resources = ResourcesByKey> {
  /** The config as the schema returns it: validated, with defaults. */
  readonly config: Config;
  /** The resources that `requiredResourceKeys` names. */
  readonly resources: Resources;
  /** The project's absolute folder. */
  readonly projectDir: string;
  /** Writes log messages of the run. */
  readonly log: Log;
}

// biome-ignore lint/suspicious/noExplicitAny: resources are the user's own objects; without a type argument access is untyped.
export type ResourcesByKey = Readonly<Record<string, any>>;

export interface FactoryOptions<Schema extends StandardSchemaV1 | undefined> {
  /**
   * Validates the argument of `configured`. Any library with Standard Schema (https://standardschema.dev) works: zod, valibot, arktype, …
   */
  readonly configSchema?: Schema;
  /** Resources of the Definitions that are created first and passed in. */
  readonly requiredResourceKeys?: readonly string[];
  /** What the resource is. */
  readonly description?: string;
}

export type ConfigOf<Schema> = Schema extends StandardSchemaV1 ? StandardSchemaV1.InferOutput<Schema> : undefined;
/** The argument of `configured`: the schema's input, in which any value may come from the environment. */
export type ConfigInput<Schema> = Schema extends StandardSchemaV1 ? WithEnvVars<StandardSchemaV1.InferInput<Schema>> : undefined;
type WithEnvVars<T> = T extends string ? T | EnvVar : T extends object ? { readonly [K in keyof T]: WithEnvVars<T[K]> } : T | EnvVar;

/** A factory with its config. It creates its value when it is needed, once in a run. */
export interface Factory<T> {
  readonly requiredResourceKeys: readonly string[];
  create(scope: FactoryScope): Promise<T>;
}

export interface FactoryScope {
  readonly resources: ResourcesByKey;
  readonly projectDir: string;
  readonly log: Log;
}

/** A factory around `create`. It throws a TypeError with the name of the entry when the config does not match the schema. */
export function factoryOf<Schema extends StandardSchemaV1 | undefined, T>(
  what: string,
  options: FactoryOptions<Schema>,
  config: unknown,
  create: (init: InitContext<ConfigOf<Schema>>) => T | Promise<T>,
): Factory<T> {
  return {
    requiredResourceKeys: options.requiredResourceKeys ?? [],
    async create({ resources, projectDir, log }) {
      const checked = (await checkConfig(what, options.configSchema, readEnvVars(config))) as ConfigOf<Schema>;
      return create({ config: checked, resources, projectDir, log });
    },
  };
}

async function checkConfig(what: string, schema: StandardSchemaV1 | undefined, config: unknown): Promise<unknown> {
  if (schema === undefined) {
    if (config === undefined) return undefined;
    throw new TypeError(`${what} does not accept a config, because it has no configSchema. Leave configured out, or add a configSchema.`);
  }
  // Without `configured`, a schema whose entries all have defaults is satisfied by an empty config.
  const result = await schema["~standard"].validate(config === undefined ? {} : config);
  if (result.issues === undefined) return result.value;
  const issues = result.issues.map(({ message, path = [] }) => {
    const place = path.map((part) => String(typeof part === "object" ? part.key : part)).join(".");
    return place === "" ? message : `${place}: ${message}`;
  });
  throw new TypeError(`${what} got an invalid config: ${issues.join("; ")}. Change it in the Definitions.`);
}

function readEnvVars(value: unknown): unknown {
  if (value instanceof EnvVar) return value.get();
  if (Array.isArray(value)) return value.map(readEnvVars);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, readEnvVars(each)]));
}

export interface ResourceOptions<Schema extends StandardSchemaV1 | undefined, T> extends FactoryOptions<Schema> {
  /** Called at the end of a run in which the resource was created. */
  readonly teardown?: (value: T) => Promise<void> | void;
}

/** A resource that a run creates when it is needed. Pass it in `resources` of the Definitions. */
export class ResourceDefinition<T = unknown, Schema extends StandardSchemaV1 | undefined = undefined> {
  readonly factory: Factory<T>;
  readonly teardown: ((value: T) => Promise<void> | void) | undefined;
  readonly #options: ResourceOptions<Schema, T>;
  readonly #create: (init: InitContext<ConfigOf<Schema>>) => T | Promise<T>;

  constructor(options: ResourceOptions<Schema, T>, create: (init: InitContext<ConfigOf<Schema>>) => T | Promise<T>, config?: unknown) {
    this.#options = options;
    this.#create = create;
    this.teardown = options.teardown;
    this.factory = factoryOf("the resource", options, config, create);
  }

  /** The same resource with this config. Any value in it may be an `envVar`, which is read when the resource is created. */
  configured(config: ConfigInput<Schema>): ResourceDefinition<T, Schema> {
    return new ResourceDefinition(this.#options, this.#create, config);
  }
}

/**
 * A resource created by a function, from a config and other resources. It is created once in a run, when the first asset that names it in
 * `requiredResourceKeys` starts (or another resource needs it), and torn down when the run ends.
 */
export function resource<T, const Schema extends StandardSchemaV1 | undefined = undefined>(
  options: ResourceOptions<Schema, T>,
  create: (init: InitContext<ConfigOf<Schema>>) => T | Promise<T>,
): ResourceDefinition<T, Schema> {
  return new ResourceDefinition(options, create);
}
