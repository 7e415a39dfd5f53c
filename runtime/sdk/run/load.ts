// Loading one input: the manager, the record, the form that is asked for.
import type { AssetKeyString, DeclaredType } from "../../contract/asset.js";
import type { Materialization } from "../../contract/run.js";
import type { AssetIn } from "../asset.js";
import { AssetKey } from "../asset-key.js";
import { type InputContext, type InputManager, managerName } from "../io-manager.js";
import type { Log } from "../log.js";
import type { RecordStore } from "../record-store.js";
import type { ResolvedAsset } from "../resolve.js";

export interface LoadRequest {
  readonly upstream: ResolvedAsset;
  readonly manager: InputManager;
  readonly declared: DeclaredType;
  readonly entry: AssetIn | undefined;
  readonly records: RecordStore;
  /** Records of this run, which are newer than what lies on disk. */
  readonly known?: ReadonlyMap<AssetKeyString, Materialization>;
  readonly projectDir: string;
  readonly runId: string | null;
  readonly log: Log;
  readonly resources: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

/** The context a manager gets for loading. Throws when the upstream asset is known to store nothing. */
export async function inputContext(request: LoadRequest): Promise<InputContext> {
  const { upstream, entry } = request;
  const key = upstream.key.toString();
  const materialization = upstream.external ? null : (request.known?.get(key) ?? (await request.records.latest(key)));
  if (materialization !== null && materialization.stored === null) {
    throw new Error(
      `${key} stores nothing, so there is nothing to load. Put it into deps instead of the parameters, or return a value from it.`,
    );
  }
  return {
    assetKey: new AssetKey(upstream.key.path),
    projectDir: request.projectDir,
    declared: request.declared,
    log: request.log,
    resources: request.resources,
    signal: request.signal,
    runId: request.runId,
    metadata: entry?.metadata ?? {},
    ...(entry?.columns === undefined ? {} : { columns: entry.columns }),
    upstreamOutput: { metadata: upstream.definition.options.metadata ?? {}, materialization, external: upstream.external },
  };
}

/** Loads the value in the form that is declared. */
export async function loadInput(request: LoadRequest): Promise<unknown> {
  const { manager, declared, upstream } = request;
  const forms = manager.supportedForms ?? ["value"];
  if (!forms.includes(declared.form)) {
    throw new Error(
      `${managerName(manager)} cannot load ${upstream.key} as ${FORM_NAMES[declared.form]}; it gives ${forms.map((form) => FORM_NAMES[form]).join(", ")}. Change the parameter's type, or the manager of ${upstream.key}.`,
    );
  }
  return manager.loadInput(await inputContext(request));
}

export const FORM_NAMES = { value: "a plain value", table: "an Arrow table", relation: "a relation", batches: "batches" } as const;
