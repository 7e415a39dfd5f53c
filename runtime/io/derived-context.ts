// Contexts for managers inside managers: the same context, told a little differently.
import type { DescribeContext, InputContext, OutputContext } from "../sdk/io-manager.js";

/** A copy with some members changed. Members that are computed when they are asked for stay so: reading some of them may throw. */
export function derived<C extends OutputContext | InputContext>(context: C, changes: Partial<C>): C {
  return Object.defineProperties(
    {},
    {
      ...Object.getOwnPropertyDescriptors(context),
      ...Object.getOwnPropertyDescriptors(changes),
    },
  ) as C;
}

/** The context of a value that others produce: it has no record, and lies where the manager's rules say. */
export function asExternal(context: InputContext): InputContext {
  return derived(context, { upstreamOutput: { ...context.upstreamOutput, materialization: null, external: true } });
}

/** What `describe` is asked about a value that is being stored. */
export function describing(context: OutputContext): DescribeContext {
  const { assetKey, projectDir, metadata, group, tags, declared, partitions } = context;
  return { assetKey, projectDir, metadata, group, tags, declared, partitions, materialization: null };
}
