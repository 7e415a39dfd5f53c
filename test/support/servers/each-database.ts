// A PostgreSQL server for the tests of a file, and a fresh database for each of them.
import { afterAll, beforeAll, beforeEach } from "vitest";
import { PostgresServer } from "./postgres.js";

export interface EachDatabase {
  readonly server: PostgresServer;
  /** The address of the running test's database. */
  readonly connection: string;
}

/** Call it once in a file, before its tests. */
export function eachDatabase(name: string): EachDatabase {
  let server: PostgresServer;
  let connection: string;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    connection = await server.freshDatabase(name);
  });
  return {
    get server() {
      return server;
    },
    get connection() {
      return connection;
    },
  };
}
