// The resources of one run: read or created when they are needed, torn down at the end.
import { closeAll } from "../sdk/close-all.js";
import { EnvVar } from "../sdk/env-var.js";
import { NonRetriableError } from "../sdk/failure.js";
import { isError } from "../sdk/is-error.js";
import type { Log } from "../sdk/log.js";
import type { ResolvedProject } from "../sdk/resolve.js";
import { ResourceDefinition } from "../sdk/resource.js";

export interface Resources {
  /** `context.resources`. Reading a resource that is created by a factory and was not requested throws an error with the remedy. */
  readonly values: Readonly<Record<string, unknown>>;
  /**
   * Resolves when the resources of these names, and the resources they need, are created. A failed one is created again on the next
   * request.
   */
  ready(keys: readonly string[]): Promise<void>;
  /** Tears down all created resources in reverse order; rejects with the first error. */
  close(): Promise<void>;
}

export function openResources(project: ResolvedProject, projectDir: string, log: Log): Resources {
  const making = new Map<string, Promise<unknown>>();
  const made = new Map<string, unknown>();
  const values: Record<string, unknown> = Object.create(null);
  for (const [name, given] of project.resources)
    Object.defineProperty(values, name, { enumerable: true, get: () => read(name, given, made) });

  async function make(name: string, above: readonly string[]): Promise<void> {
    const given = project.resources.get(name);
    if (!project.resources.has(name))
      throw new NonRetriableError(`no resource is named "${name}". Add it to the resources of the Definitions.`);
    if (!(given instanceof ResourceDefinition)) return;
    if (above.includes(name))
      throw new NonRetriableError(
        `the resources need each other in a cycle: ${[...above.slice(above.indexOf(name)), name].join(" → ")}. Break it.`,
      );
    let underway = making.get(name);
    if (underway === undefined) {
      underway = create(name, given, above);
      making.set(name, underway);
      underway.catch(() => making.delete(name));
    }
    await underway;
  }

  async function create(name: string, given: ResourceDefinition, above: readonly string[]): Promise<void> {
    for (const needed of given.factory.requiredResourceKeys) await make(needed, [...above, name]);
    try {
      made.set(name, await given.factory.create({ resources: values, projectDir, log }));
    } catch (error) {
      throw new Error(`the resource "${name}" cannot be created: ${isError(error) ? error.message : String(error)}`, { cause: error });
    }
  }

  return {
    values: Object.freeze(values),
    async ready(keys) {
      for (const key of keys) await make(key, []);
    },
    async close() {
      const tearDown = (name: string, value: unknown) => (project.resources.get(name) as ResourceDefinition).teardown?.(value);
      try {
        await closeAll([...made].reverse().map((each) => () => tearDown(...each)));
      } finally {
        made.clear();
        making.clear();
      }
    },
  };
}

function read(name: string, given: unknown, made: ReadonlyMap<string, unknown>): unknown {
  if (given instanceof EnvVar) return given.get();
  if (!(given instanceof ResourceDefinition)) return given;
  if (made.has(name)) return made.get(name);
  throw new NonRetriableError(
    `the resource "${name}" was not created, because no asset of the run requires it. Add requiredResourceKeys: ["${name}"] to the options of the asset or resource that uses it.`,
  );
}
