// Contexts for managers inside other managers: the same context with small changes.
import type { DescribeContext, InputContext, OutputContext } from "../sdk/io-manager.js";

/** A copy with some members replaced. Computed members stay computed, because reading some of them may throw. */
export function derived<C extends OutputContext | InputContext>(context: C, changes: Partial<C>): C {
  return Object.defineProperties(
    {},
    {
      ...Object.getOwnPropertyDescriptors(context),
      ...Object.getOwnPropertyDescriptors(changes),
    },
  ) as C;
}

/** The context of an external value: it has no record, and is stored where the manager's rules say. */
export function asExternal(context: InputContext): InputContext {
  return derived(context, { upstreamOutput: { ...context.upstreamOutput, materialization: null, external: true } });
}

/** The context with which `describe` is called for a value that is being stored. */
export function describing(context: OutputContext): DescribeContext {
  const { assetKey, projectDir, metadata, group, tags, declared, partitions } = context;
  return { assetKey, projectDir, metadata, group, tags, declared, partitions, materialization: null };
}
