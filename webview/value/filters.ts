// Converts the filters of table columns from the table library's format to a request.
import * as l10n from "@vscode/l10n";
import type { RowFilter, RowTest } from "../../runtime/contract/value.js";

/** A column's filter in the table library's format. */
export interface ColumnFilter {
  readonly type?: string | null;
  readonly filter?: string | number | null;
}

/** Filter names; the library's built-in name if it has one. */
const TESTS: Readonly<Record<string, RowTest>> = {
  contains: "contains",
  notContains: "lacks",
  equals: "equals",
  notEqual: "differs",
  less: "less",
  atMost: "atMost",
  greater: "greater",
  atLeast: "atLeast",
  blank: "isNull",
  notBlank: "isNotNull",
};

/** A filter that the library does not have. */
export interface OwnTest {
  readonly displayKey: string;
  readonly displayName: string;
  readonly numberOfInputs: 1;
}

/** The filters that a column offers. The most useful ones for its type come first. */
export function testsFor(numeric: boolean): (string | OwnTest)[] {
  const own = (displayKey: string, displayName: string): OwnTest => ({ displayKey, displayName, numberOfInputs: 1 });
  const order = [
    own("less", l10n.t("Less than")),
    own("atMost", l10n.t("At most")),
    own("greater", l10n.t("Greater than")),
    own("atLeast", l10n.t("At least")),
  ];
  const [same, text] = [
    ["equals", "notEqual"],
    ["contains", "notContains"],
  ];
  return [...(numeric ? [...same, ...order, ...text] : [...text, ...same, ...order]), "blank", "notBlank"];
}

/** `nameOf` returns the column for the library's id. A filter without a value is ignored. */
export function filtersOf(model: Readonly<Record<string, ColumnFilter>>, nameOf: (id: string) => string | undefined): RowFilter[] {
  return Object.entries(model).flatMap(([id, { type, filter }]) => {
    const [column, test] = [nameOf(id), TESTS[type ?? ""]];
    if (column === undefined || test === undefined) return [];
    const value = filter === null || filter === undefined ? "" : String(filter);
    return value === "" && test !== "isNull" && test !== "isNotNull" ? [] : [{ column, test, value }];
  });
}
