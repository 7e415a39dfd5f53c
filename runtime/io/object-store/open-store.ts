// Opens the store at an address: `s3://bucket/prefix`, `gs://…`, `az://container/prefix`, `file:///…`, or a folder of the project.
import { fileURLToPath } from "node:url";
import { onDisk } from "../../disk/state-folder.js";
import type { AzureOptions } from "./az-driver.js";
import { cloudStore, type RetryOptions, type StoreDriver } from "./cloud-store.js";
import { fileStore } from "./file-store.js";
import type { GoogleOptions } from "./gs-driver.js";
import { memoryStore } from "./memory-store.js";
import type { ObjectStore } from "./object-store.js";
import type { S3Options } from "./s3-driver.js";

export interface ObjectStoreOptions extends RetryOptions {
  readonly s3?: S3Options;
  readonly gs?: GoogleOptions;
  readonly az?: AzureOptions;
}

/**
 * Opens the store below `uri`; a plain path is relative to `projectDir`. This loads the vendor's library, but makes no request. Names and
 * prefixes in addresses are not percent-encoded, except in `file:` URLs.
 */
export async function openObjectStore(
  uri: string,
  options: ObjectStoreOptions = {},
  projectDir: string = process.cwd(),
): Promise<ObjectStore> {
  const address = parseAddress(uri, projectDir);
  switch (address.scheme) {
    case "file":
      return fileStore(address.path, projectDir);
    case "memory":
      return memoryStore(address.bucket, address.prefix);
    default:
      return cloudStore(await driverOf(address.scheme, address.bucket, options), address.prefix, options);
  }
}

async function driverOf(scheme: "s3" | "gs" | "az", bucket: string, options: ObjectStoreOptions): Promise<StoreDriver> {
  switch (scheme) {
    case "s3":
      return (await import("./s3-driver.js")).s3Driver(bucket, options.s3);
    case "gs":
      return (await import("./gs-driver.js")).gsDriver(bucket, options.gs);
    case "az":
      return (await import("./az-driver.js")).azDriver(bucket, options.az);
  }
}

export type StoreAddress =
  | { readonly scheme: "file"; readonly path: string }
  | {
      readonly scheme: "memory" | "s3" | "gs" | "az";
      readonly bucket: string;
      /** Empty, or ending with `/`. */
      readonly prefix: string;
    };

/** Throws for an unsupported scheme, and for a missing bucket. */
export function parseAddress(uri: string, projectDir: string): StoreAddress {
  const [, scheme, rest = ""] = /^([A-Za-z][A-Za-z0-9+.-]+):\/\/(.*)$/s.exec(uri) ?? [];
  if (scheme === undefined) return { scheme: "file", path: onDisk(projectDir, uri) };
  if (scheme === "file") return { scheme, path: fileURLToPath(uri) };
  if (scheme !== "s3" && scheme !== "gs" && scheme !== "az" && scheme !== "memory")
    throw new TypeError(
      `the address ${uri} has the scheme ${scheme}://, which is not supported. Use s3://, gs://, az://, file:// or a plain path.`,
    );
  const [bucket = "", ...parts] = rest.split("/");
  if (bucket === "") throw new TypeError(`the address ${uri} does not contain a bucket. Write ${scheme}://bucket/prefix.`);
  const prefix = parts.filter((part) => part !== "").join("/");
  return { scheme, bucket, prefix: prefix === "" ? "" : `${prefix}/` };
}
