// The filters of the table's columns, as the library keeps them and as a question says them.
import * as l10n from "@vscode/l10n";
import type { RowFilter, RowTest } from "../../runtime/contract/value.js";

/** What the library keeps of a column's filter. */
export interface ColumnFilter {
  readonly type?: string | null;
  readonly filter?: string | number | null;
}

/** The library's own names where it has one. */
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

/** A test the library does not know by itself. */
export interface OwnTest {
  readonly displayKey: string;
  readonly displayName: string;
  readonly numberOfInputs: 1;
}

/** The tests of a column, in the order they are offered: what is most asked of its kind first. */
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

/** `nameOf` gives the column of the library's id. Filters without a value to look for filter nothing. */
export function filtersOf(model: Readonly<Record<string, ColumnFilter>>, nameOf: (id: string) => string | undefined): RowFilter[] {
  return Object.entries(model).flatMap(([id, { type, filter }]) => {
    const [column, test] = [nameOf(id), TESTS[type ?? ""]];
    if (column === undefined || test === undefined) return [];
    const value = filter === null || filter === undefined ? "" : String(filter);
    return value === "" && test !== "isNull" && test !== "isNotNull" ? [] : [{ column, test, value }];
  });
}
