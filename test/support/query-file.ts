// A DuckDB file as another program sees it.
import { DuckDBInstance } from "@duckdb/node-api";

/** The rows a query gives, JSON-safe; the file is closed again. */
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
