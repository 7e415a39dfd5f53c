// The interface of a connection to Redshift: statements with bound values, and results as texts.

export interface RedshiftResult {
  /** In the order of the query; null for a null. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/** One connection. Bound values are never part of the text, and a transaction may contain several statements. */
export interface RedshiftSession {
  query(text: string, values?: readonly string[]): Promise<RedshiftResult>;
  close(): Promise<void>;
}
