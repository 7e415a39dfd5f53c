// The type of the context, with the resources of the project.
import type { AssetContext } from "./asset-context.js";
import type { Definitions } from "./definitions.js";
import type { EnvVar } from "./env-var.js";
import type { ResourceDefinition } from "./resource.js";

/**
 * The context of a project's assets: `context.resources` has the resources of its Definitions, with the types that functions get. Takes the
 * type of the Definitions, or of the record that is passed to them as `resources`. In an asset with partitions: `ContextOf<typeof
 * resources, { partitioned: true }>`.
 */
export type ContextOf<Given extends object, Shape extends { readonly partitioned?: true } = Record<never, never>> = AssetContext<
  Shape & { readonly resources: ValuesOf<Given extends Definitions<infer Resources> ? Resources : Given> }
>;

type ValuesOf<Given> = { readonly [Name in keyof Given]: ValueOf<Given[Name]> };

/** The type that a function gets: for a factory the type that it creates, for an environment variable its text. */
type ValueOf<Given> = Given extends ResourceDefinition<infer Value, infer _Schema> ? Value : Given extends EnvVar ? string : Given;
