// Explains errors of a server: what failed, why, and what to do.
import { isError } from "../../sdk/is-error.js";
import { codeOf, isConnectionTrouble } from "./connection.js";

const REASONS: Readonly<Record<string, string>> = {
  "42501": "permission denied. Grant it, or choose another schema.",
  "53100": "the server's disk is full. Free some space and run again; the old rows are still stored.",
  "53200": "the server is out of memory. Run again later; the old rows are still stored.",
  "25006": "the server is read-only. Connect to the primary.",
  "57014": "the server canceled the statement (statement_timeout). Raise the limit, or store less at once.",
  "22003": "a number is too large for the column's type. Alter the column, or drop the table.",
  "22001": "a text is too long for the column's type. Alter the column, or drop the table.",
  "42P10": "the condition of the partitions uses a column that the table does not have. Correct partitionExpr.",
  "2BP01": "other objects of the database depend on it. Drop them first.",
};

/** The remedy for an error whose reason the server's message explains. */
const REMEDIES: Readonly<Record<string, string>> = {
  "42703": "Correct the columns, the query or partitionExpr.",
  "42883": "Correct the query, or make partitionExpr return text or a time.",
  "42601": "Correct the query, or partitionExpr.",
  "42P01": "Correct the query.",
  "22P02": "Store values of the column's type, or alter the column.",
  "23505": "Store each key once, or drop the constraint.",
  "23502": "Store a value there, or drop the constraint.",
};

/** The connection broke during an operation; a retry may succeed. */
export class ConnectionBrokenError extends Error {
  constructor(label: string, what: string, cause: Error) {
    super(
      `[${label}] cannot ${what}: the connection broke (${firstLine(cause)}). The old value is still stored or, when it broke while committing, the new one. Run again.`,
      { cause },
    );
    this.name = "ConnectionBrokenError";
  }
}

/** The explained error, with the server's error as the cause. Errors that already contain an explanation are returned unchanged. */
export function explainError(error: unknown, label: string, what: string): unknown {
  if (!isError(error)) return error;
  const code = codeOf(error);
  if (isConnectionTrouble(error)) return new ConnectionBrokenError(label, what, error);
  if (!/^[0-9A-Z]{5}$/.test(code)) return error;
  const { column, detail } = error as { column?: string; detail?: string };
  const place = column === undefined ? "" : ` (column ${column})`;
  const remedy = REMEDIES[code] === undefined ? "" : ` ${REMEDIES[code]}`;
  const words = `${firstLine(error)}${detail === undefined ? "" : `: ${detail}`}`;
  const reason = REASONS[code] ?? `${words}${/[.!?]$/.test(words) ? "" : "."}${remedy}`;
  return new Error(`[${label}] cannot ${what}${place}: ${reason}`, { cause: error });
}

function firstLine(error: Error): string {
  return error.message.split("\n")[0] ?? error.message;
}
