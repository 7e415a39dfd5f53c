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

/** What `describe` is asked about a value that is being stored. */
export function describing(context: OutputContext): DescribeContext {
  const { assetKey, projectDir, metadata, group, tags, declared, partitions } = context;
  return { assetKey, projectDir, metadata, group, tags, declared, partitions, materialization: null };
}
