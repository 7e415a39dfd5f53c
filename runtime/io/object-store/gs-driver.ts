// Google Cloud Storage.
import { once } from "node:events";
import type { Readable } from "node:stream";
import type * as Google from "@google-cloud/storage";
import { AbortError } from "p-retry";
import { type EnvVar, readSetting } from "../../sdk/env-var.js";
import type { ObjectBody, StoreDriver } from "./cloud-store.js";
import { importLibrary } from "./import-library.js";
import type { ObjectHead } from "./object-store.js";
import type { Upload } from "./upload.js";

export interface GoogleOptions {
  readonly projectId?: string | EnvVar;
  /** Of a private endpoint or an emulator: `https://…`. */
  readonly endpoint?: string | EnvVar;
  /** A service account's key file. Default: Google's own chain (`GOOGLE_APPLICATION_CREDENTIALS`, gcloud, the machine). */
  readonly keyFilename?: string | EnvVar;
  /** A service account, written out. */
  readonly credentials?: { readonly clientEmail: string | EnvVar; readonly privateKey: string | EnvVar };
}

/** Requests to one bucket. The library's own retries are off, except between the pieces of one large upload, which only it can resume. */
export async function gsDriver(bucketName: string, options: GoogleOptions = {}): Promise<StoreDriver> {
  const google = await importLibrary(() => import("@google-cloud/storage"), "@google-cloud/storage", `gs://${bucketName}`);
  const settings = settingsOf(options);
  const bucket = new google.Storage({ ...settings, retryOptions: { autoRetry: false, maxRetries: 0 } }).bucket(bucketName);
  const patient = new google.Storage({
    ...settings,
    retryOptions: { autoRetry: true, maxRetries: 5, idempotencyStrategy: google.IdempotencyStrategy.RetryAlways },
  }).bucket(bucketName);

  return {
    scheme: "gs",
    base: `gs://${bucketName}/`,
    secrets: settings.credentials === undefined ? [] : [settings.credentials.private_key],
    partsAtOnce: 1,
    async read(name, start, end) {
      const range = start === 0 && end === null ? {} : { start, ...(end === null ? {} : { end: end - 1 }) };
      return opened(bucket.file(name).createReadStream({ ...range, validation: false, decompress: false }));
    },
    async put(name, bytes) {
      // With the checksum in the metadata the store itself refuses what was changed on its way; the library alone would delete it.
      const metadata = { crc32c: crc32c(google, bytes), contentType: "application/octet-stream" };
      await bucket.file(name).save(bytes as Buffer, { resumable: false, validation: false, metadata });
    },
    async upload(name) {
      return throughStream(patient.file(name));
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

/** The library tells size and generation with the response, and that only once somebody reads. */
async function opened(stream: Readable): Promise<ObjectBody> {
  const answered = once(stream, "response") as Promise<[{ readonly headers: Record<string, string> }]>;
  stream.pause();
  stream.read(0);
  const [{ headers }] = await answered;
  const header = (name: string) => (headers as { get?: (name: string) => string | null }).get?.(name) ?? headers[name] ?? undefined;
  const total = /\/(\d+)$/.exec(header("content-range") ?? "")?.[1];
  return {
    size: Number(total ?? header("content-length") ?? 0),
    etag: header("x-goog-generation") ?? header("etag") ?? "",
    chunks: stream,
  };
}

function throughStream(file: Google.File): Upload {
  const stream = file.createWriteStream({ resumable: true, validation: "crc32c", chunkSize: 8 * 1024 * 1024 });
  let failure: Error | null = null;
  const failed = new Promise<never>((_, reject) =>
    stream.on("error", (error) => {
      failure = error;
      reject(error);
    }),
  );
  failed.catch(() => undefined);
  const unlessFailed = async (work: Promise<unknown>): Promise<void> => {
    try {
      await Promise.race([work, failed]);
    } catch (error) {
      // What a stream has swallowed cannot be sent again; the library has tried.
      throw new AbortError(error as Error);
    }
  };
  return {
    part: (_number, bytes) => unlessFailed(failure === null && !stream.write(bytes) ? once(stream, "drain") : Promise.resolve()),
    complete: () => unlessFailed(new Promise<void>((done) => stream.end(() => done()))),
    async abort() {
      stream.destroy();
    },
  };
}

function crc32c(google: typeof Google, bytes: Uint8Array): string {
  const sum = new google.CRC32C();
  sum.update(bytes as Buffer);
  return sum.toString();
}

function headOf(name: string, metadata: Google.FileMetadata): ObjectHead {
  return {
    name,
    size: Number(metadata.size ?? 0),
    etag: String(metadata.generation ?? metadata.etag ?? ""),
    modified: new Date(metadata.updated ?? 0),
  };
}
