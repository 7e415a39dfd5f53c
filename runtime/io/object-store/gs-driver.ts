// Google Cloud Storage.
import type * as Google from "@google-cloud/storage";
import { type EnvVar, readSetting } from "../../sdk/env-var.js";
import type { ObjectBody, StoreDriver } from "./cloud-store.js";
import { refusal, resumableUpload, simpleUpload } from "./gs-upload.js";
import { importLibrary } from "./import-library.js";
import type { ObjectHead } from "./object-store.js";
import type { Upload } from "./upload.js";

export interface GoogleOptions {
  readonly projectId?: string | EnvVar;
  /** The address of a private endpoint or an emulator: `https://…`. */
  readonly endpoint?: string | EnvVar;
  /** A service account's key file. Default: Google's own credential chain (`GOOGLE_APPLICATION_CREDENTIALS`, gcloud, the machine). */
  readonly keyFilename?: string | EnvVar;
  /** The content of a service account's key. */
  readonly credentials?: { readonly clientEmail: string | EnvVar; readonly privateKey: string | EnvVar };
}

/**
 * Requests to one bucket. The library's own retries are off. Bytes are transferred with `fetch`, which supports cancellation, resuming and
 * parts.
 */
export async function gsDriver(bucketName: string, options: GoogleOptions = {}): Promise<StoreDriver> {
  const google = await importLibrary(() => import("@google-cloud/storage"), "@google-cloud/storage", `gs://${bucketName}`);
  const settings = settingsOf(options);
  const storage = new google.Storage({ ...settings, retryOptions: { autoRetry: false, maxRetries: 0 } });
  const bucket = storage.bucket(bucketName);
  const isEmulated = settings.apiEndpoint !== undefined || process.env.STORAGE_EMULATOR_HOST !== undefined;
  const signed = async (url: string) => new Headers(isEmulated ? {} : await storage.authClient.getRequestHeaders(url));

  return {
    scheme: "gs",
    base: `gs://${bucketName}/`,
    secrets: settings.credentials === undefined ? [] : [settings.credentials.private_key],
    partsAtOnce: 1,
    async read(name, start, end, signal): Promise<ObjectBody> {
      const url = `${storage.apiEndpoint}/storage/v1/b/${encodeURIComponent(bucketName)}/o/${encodeURIComponent(name)}?alt=media`;
      const headers = await signed(url);
      if (start > 0 || end !== null) headers.set("range", `bytes=${start}-${end === null ? "" : end - 1}`);
      const reading = new AbortController();
      signal.addEventListener("abort", () => reading.abort(), { once: true });
      const answer = await fetch(url, { headers, signal: reading.signal });
      if (!answer.ok || answer.body === null) throw await refusal(answer);
      const total = /\/(\d+)$/.exec(answer.headers.get("content-range") ?? "")?.[1];
      return {
        size: Number(total ?? answer.headers.get("content-length") ?? 0),
        etag: answer.headers.get("x-goog-generation") ?? answer.headers.get("etag") ?? "",
        chunks: answer.body as unknown as AsyncIterable<Uint8Array>,
        stop: () => reading.abort(),
      };
    },
    async put(name, bytes, signal) {
      const sum = new google.CRC32C();
      sum.update(bytes as Buffer);
      const url = `${storage.apiEndpoint}/upload/storage/v1/b/${encodeURIComponent(bucketName)}/o?uploadType=multipart`;
      await simpleUpload(url, await signed(url), { name, crc32c: sum.toString() }, bytes, signal);
    },
    async upload(name): Promise<Upload> {
      const [session] = await bucket.file(name).createResumableUpload({ metadata: { contentType: "application/octet-stream" } });
      return resumableUpload(session, new google.CRC32C());
    },
    async head(name) {
      const [metadata] = await bucket.file(name).getMetadata();
      return headOf(name, metadata);
    },
    async page(prefix, token) {
      const [files, next] = await bucket.getFiles({ prefix, autoPaginate: false, ...(token === undefined ? {} : { pageToken: token }) });
      const pageToken = (next as { readonly pageToken?: string } | null)?.pageToken;
      return { objects: files.map((file) => headOf(file.name, file.metadata)), next: pageToken };
    },
    async delete(name) {
      await bucket.file(name).delete();
    },
  };
}

function settingsOf(options: GoogleOptions) {
  const { projectId, endpoint, keyFilename, credentials } = options;
  return {
    ...(projectId === undefined ? {} : { projectId: readSetting(projectId) }),
    ...(endpoint === undefined ? {} : { apiEndpoint: readSetting(endpoint) }),
    ...(keyFilename === undefined ? {} : { keyFilename: readSetting(keyFilename) }),
    ...(credentials === undefined
      ? {}
      : { credentials: { client_email: readSetting(credentials.clientEmail), private_key: readSetting(credentials.privateKey) } }),
  };
}

function headOf(name: string, metadata: Google.FileMetadata): ObjectHead {
  return {
    name,
    size: Number(metadata.size ?? 0),
    etag: String(metadata.generation ?? metadata.etag ?? ""),
    modified: new Date(metadata.updated ?? 0),
  };
}
