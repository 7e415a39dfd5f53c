// The interface of every store server in tests.
import type { ObjectStoreOptions } from "../../../runtime/io/object-store/open-store.js";
import type { FaultProxy } from "./fault-proxy.js";

export interface StoreServer {
  readonly scheme: "s3" | "gs" | "az";
  /** An existing, empty bucket, through the proxy. */
  readonly uri: string;
  /** The options to reach it through the proxy, with short waits. */
  readonly options: ObjectStoreOptions;
  readonly faults: FaultProxy;
  /** A credential that no message may contain. */
  readonly secret: string;
  /** An error as this vendor sends it. */
  errorBody(code: string, status: number): string;
  /** Stops the server but keeps its data. `up` starts it again. */
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

/** Test servers are local, so waiting for seconds between retries proves nothing. */
export const QUICK = { retries: 4, retryDelay: 10, timeout: 5 } as const;
