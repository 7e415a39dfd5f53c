// Azure Blob Storage.
import type { Readable } from "node:stream";
import type * as Azure from "@azure/storage-blob";
import { type EnvVar, readSetting } from "../../sdk/env-var.js";
import type { StoreDriver } from "./cloud-store.js";
import { importLibrary } from "./import-library.js";

export interface AzureOptions {
  /** The storage account. Default: `AZURE_STORAGE_ACCOUNT`. */
  readonly account?: string | EnvVar;
  /** Default: `https://<account>.blob.core.windows.net`. */
  readonly endpoint?: string | EnvVar;
  /** Account key, SAS token or connection string. Default: `AZURE_STORAGE_CONNECTION_STRING`, else Azure's own credential chain. */
  readonly accountKey?: string | EnvVar;
  readonly sasToken?: string | EnvVar;
  readonly connectionString?: string | EnvVar;
}

/** Requests to one container. The library's own retries are off. */
export async function azDriver(container: string, options: AzureOptions = {}): Promise<StoreDriver> {
  const azure = await importLibrary(() => import("@azure/storage-blob"), "@azure/storage-blob", `az://${container}`);
  const { service, secrets } = await connect(azure, container, options);
  const client = service.getContainerClient(container);

  return {
    scheme: "az",
    base: `az://${container}/`,
    secrets,
    partsAtOnce: 4,
    async read(name, start, end, abortSignal) {
      const count = end === null ? undefined : end - start;
      const found = await client.getBlobClient(name).download(start, count, { abortSignal, maxRetryRequests: 0 });
      const total = /\/(\d+)$/.exec(found.contentRange ?? "")?.[1];
      const chunks = found.readableStreamBody as unknown as Readable;
      return {
        size: total === undefined ? (found.contentLength ?? 0) : Number(total),
        etag: found.etag ?? "",
        chunks,
        stop: () => chunks.destroy(),
      };
    },
    async put(name, bytes, abortSignal) {
      await client.getBlockBlobClient(name).upload(bytes, bytes.length, { abortSignal });
    },
    async upload(name) {
      const blob = client.getBlockBlobClient(name);
      const blocks: string[] = [];
      return {
        async part(number, bytes, abortSignal) {
          const id = Buffer.from(String(number).padStart(8, "0")).toString("base64");
          await blob.stageBlock(id, bytes, bytes.length, { abortSignal });
          blocks[number - 1] = id;
        },
        async complete(abortSignal) {
          await blob.commitBlockList(blocks, { abortSignal });
        },
        // Azure removes uncommitted blocks after a week.
        abort: async () => undefined,
      };
    },
    async head(name, abortSignal) {
      const found = await client.getBlobClient(name).getProperties({ abortSignal });
      return { name, size: found.contentLength ?? 0, etag: found.etag ?? "", modified: found.lastModified ?? new Date(0) };
    },
    async page(prefix, token, abortSignal) {
      const pages = client.listBlobsFlat({ prefix, abortSignal }).byPage(token === undefined ? {} : { continuationToken: token });
      const { value } = await pages.next();
      const objects = ((value as Azure.ContainerListBlobFlatSegmentResponse | undefined)?.segment.blobItems ?? []).map((found) => ({
        name: found.name,
        size: found.properties.contentLength ?? 0,
        etag: found.properties.etag,
        modified: found.properties.lastModified,
      }));
      return { objects, next: value?.continuationToken || undefined };
    },
    async delete(name, abortSignal) {
      await client.getBlobClient(name).delete({ abortSignal });
    },
  };
}

async function connect(azure: typeof Azure, container: string, options: AzureOptions) {
  const read = (setting: string | EnvVar | undefined) => (setting === undefined ? undefined : readSetting(setting));
  const accountKey = read(options.accountKey);
  const sasToken = read(options.sasToken)?.replace(/^\?/, "");
  const account = read(options.account) ?? process.env.AZURE_STORAGE_ACCOUNT;
  const pipeline: Azure.StoragePipelineOptions = { retryOptions: { maxTries: 1 } };
  const fromEnvironment = accountKey === undefined && sasToken === undefined && options.account === undefined;
  const connectionString = read(options.connectionString) ?? (fromEnvironment ? process.env.AZURE_STORAGE_CONNECTION_STRING : undefined);
  if (connectionString !== undefined) {
    const key = /AccountKey=([^;]+)/i.exec(connectionString)?.[1];
    const secrets = [connectionString, ...(key === undefined ? [] : [key])];
    return { service: azure.BlobServiceClient.fromConnectionString(connectionString, pipeline), secrets };
  }
  const endpoint = read(options.endpoint) ?? (account === undefined ? undefined : `https://${account}.blob.core.windows.net`);
  if (endpoint === undefined)
    throw new Error(`[az] cannot open az://${container}: no account is known. Set AZURE_STORAGE_ACCOUNT, or give az: { account: "…" }.`);
  if (sasToken !== undefined)
    return { service: new azure.BlobServiceClient(`${endpoint}?${sasToken}`, undefined, pipeline), secrets: [sasToken] };
  if (accountKey !== undefined && account !== undefined) {
    const credential = new azure.StorageSharedKeyCredential(account, accountKey);
    return { service: new azure.BlobServiceClient(endpoint, credential, pipeline), secrets: [accountKey] };
  }
  const identity = await importLibrary(() => import("@azure/identity"), "@azure/identity", `az://${container} without a key`);
  return { service: new azure.BlobServiceClient(endpoint, new identity.DefaultAzureCredential(), pipeline), secrets: [] };
}
