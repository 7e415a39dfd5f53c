// What every store server of the tests offers.
import type { ObjectStoreOptions } from "../../../runtime/io/object-store/open-store.js";
import type { FaultProxy } from "./fault-proxy.js";

export interface StoreServer {
  readonly scheme: "s3" | "gs" | "az";
  /** An existing, empty bucket, by way of the proxy. */
  readonly uri: string;
  /** To reach it through the proxy, with waits made short. */
  readonly options: ObjectStoreOptions;
  readonly faults: FaultProxy;
  /** A credential that no message may hold. */
  readonly secret: string;
  /** An error as this vendor sends it. */
  errorBody(code: string, status: number): string;
  /** Takes the server down, keeping what it holds; `up` brings it back. */
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

/** Real servers are near: waiting seconds between tries proves nothing. */
export const QUICK = { retries: 4, retryDelay: 10, timeout: 5 } as const;
