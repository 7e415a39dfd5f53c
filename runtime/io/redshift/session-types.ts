// A connection to Redshift as the manager uses it: statements with bound values, results as texts.

export interface RedshiftResult {
  /** In the order of the query; null where the server sends null. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/** One connection: what is bound is never part of the text, and a transaction spans several statements. */
export interface RedshiftSession {
  query(text: string, values?: readonly string[]): Promise<RedshiftResult>;
  close(): Promise<void>;
}
