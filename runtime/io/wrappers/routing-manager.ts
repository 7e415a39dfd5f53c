// A manager in front of several others. The record of a value contains the manager that stored it, so loading does not have to guess.
import type { Form } from "../../contract/asset.js";
import type { Materialization, StoredAs } from "../../contract/run.js";
import type { RowPage, RowQuestion } from "../../contract/value.js";
import { FORM_NAMES, refuseForm } from "../../sdk/forms.js";
import {
  type DescribeContext,
  type Described,
  type InputContext,
  type IOManager,
  MissingValueError,
  managerName,
  type OutputContext,
  type Preview,
  type Verified,
} from "../../sdk/io-manager.js";
import type { FactoryScope } from "../../sdk/resource.js";
import { Setups } from "../../sdk/setups.js";
import { derived, describing } from "../derived-context.js";

/** The details that a router writes to the record. */
interface RouteDetails {
  readonly route: string;
  readonly manager: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * The base class of managers that choose another one by name. Partitions are stored and loaded separately, because each may use another
 * manager.
 */
export abstract class RoutingIOManager implements IOManager {
  readonly supportedForms: readonly Form[];
  readonly #managers: ReadonlyMap<string, IOManager>;
  readonly #setups = new Setups();

  constructor(managers: ReadonlyMap<string, IOManager>) {
    this.#managers = managers;
    const forms = [...managers.values()].flatMap((manager): readonly Form[] => manager.supportedForms ?? ["value"]);
    this.supportedForms = [...new Set(forms)];
  }

  /** The name of the manager that stores a value. */
  protected abstract routeOf(context: OutputContext, value: unknown): string;

  /** The name of the manager that would store the value; null when it depends on the value. */
  protected abstract routeWithoutValue(context: DescribeContext): string | null;

  async handleOutput(context: OutputContext, value: unknown): Promise<StoredAs> {
    const route = this.routeOf(context, value);
    const manager = this.#named(route);
    refuseForm(value, manager);
    await this.#ready(manager, context);
    const previous = this.#inner(context.previous);
    const inner = derived(context, { previous: previous?.manager === manager ? previous.record : null });
    const stored = (await manager.handleOutput(inner, value)) ?? {
      storedAt: manager.describe?.(describing(inner)).storedAt ?? managerName(manager),
      format: managerName(manager),
    };
    const details: RouteDetails = { route, manager: managerName(manager), ...(stored.details && { details: stored.details }) };
    return { ...stored, details: { ...details } };
  }

  async loadInput(context: InputContext): Promise<unknown> {
    const { manager, inner } = await this.#reading(context);
    const forms = manager.supportedForms ?? ["value"];
    if (!forms.includes(context.declared.form))
      throw new Error(
        `${managerName(manager)} cannot load ${context.assetKey} as ${FORM_NAMES[context.declared.form]}; it can load ${forms.map((form) => FORM_NAMES[form]).join(", ")}. Change the parameter's type, or the route of ${context.assetKey}.`,
      );
    return manager.loadInput(inner);
  }

  async preview(context: InputContext, rows: number): Promise<Preview> {
    const { manager, inner } = await this.#reading(context);
    return manager.preview?.(inner, rows) ?? { kind: "value", value: await manager.loadInput(inner) };
  }

  async page(context: InputContext, question: RowQuestion): Promise<RowPage | null> {
    const { manager, inner } = await this.#reading(context);
    return manager.page?.(inner, question) ?? null;
  }

  describe(context: DescribeContext): Described {
    const { materialization } = context;
    if (materialization?.stored != null) return { storedAt: materialization.stored.storedAt };
    const route = this.routeWithoutValue(context);
    return (route === null ? null : this.#managers.get(route)?.describe?.(context)) ?? { storedAt: null };
  }

  async exists(context: InputContext): Promise<boolean> {
    const { manager, inner } = (await this.#reading(context).catch(nothingToRead)) ?? {};
    if (manager === undefined || inner === undefined) return false;
    return manager.exists === undefined ? inner.upstreamOutput.materialization !== null : manager.exists(inner);
  }

  /** Uses the only route with a stored value. */
  async adopt(context: InputContext): Promise<StoredAs | null> {
    const found: StoredAs[] = [];
    for (const [route, manager] of this.#managers) {
      await this.#ready(manager, context);
      const stored = (await manager.adopt?.(context)) ?? null;
      if (stored === null || found.some(({ storedAt }) => storedAt === stored.storedAt)) continue;
      const details: RouteDetails = { route, manager: managerName(manager), ...(stored.details && { details: stored.details }) };
      found.push({ ...stored, details: { ...details } });
    }
    if (found.length > 1)
      throw new Error(
        `${context.assetKey} has no record and could be any of ${found.map(({ storedAt }) => storedAt).join(", ")}. Remove all but one, or materialize it again.`,
      );
    return found[0] ?? null;
  }

  async remove(context: InputContext): Promise<void> {
    const { manager, inner } = await this.#reading(context);
    if (manager.remove === undefined) throw new Error(`${managerName(manager)} cannot remove ${context.assetKey}. Remove it by hand.`);
    await manager.remove(inner);
  }

  async copy(from: InputContext, to: DescribeContext): Promise<StoredAs> {
    const { manager, inner } = await this.#reading(from);
    if (manager.copy === undefined)
      throw new Error(`${managerName(manager)} cannot copy ${from.assetKey} to another key. Materialize ${to.assetKey} instead.`);
    const stored = await manager.copy(inner, to);
    const { route, manager: name = managerName(manager) } = (from.upstreamOutput.materialization?.stored?.details ??
      {}) as Partial<RouteDetails>;
    const details = { manager: name, ...(stored.details && { details: stored.details }) };
    return { ...stored, details: route === undefined ? { ...stored.details } : { route, ...details } };
  }

  async verify(context: InputContext): Promise<Verified> {
    try {
      const { manager, inner } = await this.#reading(context);
      if (manager.verify !== undefined) return await manager.verify(inner);
      await manager.loadInput(inner);
      return { ok: true, by: "reading" };
    } catch (error) {
      return { ok: false, reason: (error as Error).message };
    }
  }

  async close(): Promise<void> {
    await this.#setups.close();
  }

  /** The manager that stored the value, and the context that it would get without a router. */
  async #reading(context: InputContext): Promise<{ manager: IOManager; inner: InputContext }> {
    const { materialization, external, metadata, group, tags } = context.upstreamOutput;
    const { assetKey, projectDir, declared, partitions } = context;
    const found = this.#inner(materialization);
    if (found !== null) {
      await this.#ready(found.manager, context);
      return {
        manager: found.manager,
        inner: derived(context, { upstreamOutput: { ...context.upstreamOutput, materialization: found.record } }),
      };
    }
    if (materialization?.stored != null) throw this.#unknownRoute(context, materialization);
    const route = this.routeWithoutValue({ assetKey, projectDir, metadata, group, tags, declared, partitions, materialization: null });
    if (route === null || !external) {
      const key = context.hasPartitions ? context.partitionKey : undefined;
      throw new MissingValueError(assetKey, `the records of ${assetKey}`, external, key);
    }
    const manager = this.#named(route);
    await this.#ready(manager, context);
    return { manager, inner: context };
  }

  /**
   * The manager for a record, and the record as it would be without a router. A record from before the router was added belongs to the only
   * manager with its name.
   */
  #inner(record: Materialization | null): { manager: IOManager; record: Materialization } | null {
    if (record?.stored == null) return null;
    const { route, manager: name, details } = (record.stored.details ?? {}) as Partial<RouteDetails>;
    const { details: _, ...stored } = record.stored;
    if (record.manager === managerName(this) && typeof route === "string") {
      const manager = this.#managers.get(route);
      const whole = { ...record, manager: name ?? null, stored: details === undefined ? stored : { ...stored, details } };
      return manager === undefined ? null : { manager, record: whole };
    }
    const same = [...new Set(this.#managers.values())].filter((manager) => managerName(manager) === record.manager);
    return same.length === 1 ? { manager: same[0] as IOManager, record } : null;
  }

  #unknownRoute(context: InputContext, record: Materialization): Error {
    const route = (record.stored?.details as Partial<RouteDetails> | undefined)?.route;
    const by = route === undefined ? (record.manager ?? "another manager") : `the route "${route}"`;
    return new Error(
      `${managerName(this)} cannot load ${context.assetKey}: it was stored by ${by}, which is not among ${[...this.#managers.keys()].join(", ")}. Add it again, or run millrace materialize ${context.assetKey}`,
    );
  }

  #named(route: string): IOManager {
    const manager = this.#managers.get(route);
    if (manager !== undefined) return manager;
    throw new Error(
      `${managerName(this)} has no "${route}". It has ${[...this.#managers.keys()].join(", ")}. Name one of these, or add it.`,
    );
  }

  #ready(manager: IOManager, scope: FactoryScope): Promise<void> {
    return this.#setups.ready(manager, () => manager.setup?.(scope));
  }
}

function nothingToRead(error: unknown): null {
  if (error instanceof MissingValueError) return null;
  throw error;
}
