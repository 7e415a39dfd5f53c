// Queries a DuckDB file like another program.
import { DuckDBInstance } from "@duckdb/node-api";

/** The JSON-safe rows of a query. The file is closed again. */
export async function queryFile(path: string, text: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.fromCache(path);
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(text)).getRowsJson() as unknown[][];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
