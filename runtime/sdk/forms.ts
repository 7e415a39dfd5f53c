// The forms of values: their names, and the form of a given value.
import type { Form } from "../contract/asset.js";
import { type IOManager, managerName } from "./io-manager.js";
import { isTable, Relation } from "./relation.js";

export const FORM_NAMES = { value: "a plain value", table: "an Arrow table", relation: "a relation", batches: "batches" } as const;

/** Throws when the manager does not accept a value of this form. */
export function refuseForm(value: unknown, manager: IOManager): void {
  const form: Form = value instanceof Relation ? "relation" : isTable(value) ? "table" : isAsyncIterable(value) ? "batches" : "value";
  const forms = manager.supportedForms ?? ["value"];
  if (forms.includes(form) || (form === "table" && manager.supportedForms === undefined)) return;
  throw new Error(
    `${managerName(manager)} cannot store ${FORM_NAMES[form]}; it accepts ${forms.map((known) => FORM_NAMES[known]).join(", ")}. Return one of these, or choose another ioManagerKey.`,
  );
}

export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
